// SPDX-License-Identifier: MIT
#include "session/quick_check.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE(
    "quick check: it keeps the first second's peak and the disk's hours in tenths, and leaves out what nobody told") {
  record::Status status;
  status.first_second_peak_dbfs = -12.345;
  status.disk_left_seconds = 9000;
  const auto checked = session::quick_check(status, {});
  CHECK(checked.peak_dbfs == -12.3);
  CHECK(checked.disk_hours == 2.5);
  CHECK_FALSE(checked.on_battery);
  CHECK_FALSE(checked.sleep_inhibited);
  CHECK_FALSE(checked.processed_source);
  const auto all = session::quick_check(status, {true, false, true});
  CHECK(all.on_battery == true);
  CHECK(all.sleep_inhibited == false);
  CHECK(all.processed_source == true);
}

TEST_CASE("quick check: only an almost empty battery and a laptop that may fall asleep are worth a word") {
  using desktop::Power;
  record::Checked checked;
  checked.sleep_inhibited = true;
  CHECK(session::advice_on(checked, std::nullopt).empty());
  CHECK(session::advice_on(checked, Power{true, true, 21}).empty());
  CHECK(session::advice_on(checked, Power{true, true, {}}).empty());
  CHECK(session::advice_on(checked, Power{true, false, 3}).empty());
  REQUIRE(session::advice_on(checked, Power{true, true, 20}).size() == 1);
  CHECK(session::advice_on(checked, Power{true, true, 20})[0].find("20 %") != std::string::npos);
  checked.sleep_inhibited = false;
  CHECK(session::advice_on(checked, Power{false, false, {}}).empty());
  CHECK(session::advice_on(checked, std::nullopt).empty());
  REQUIRE(session::advice_on(checked, Power{true, false, 80}).size() == 1);
  CHECK(session::advice_on(checked, Power{true, false, 80})[0].find("lid") != std::string::npos);
  checked.sleep_inhibited.reset();
  CHECK(session::advice_on(checked, Power{true, false, 80}).empty());
}
