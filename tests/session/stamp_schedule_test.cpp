// SPDX-License-Identifier: MIT
#include "session/stamping.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using session::StampSchedule;
using Due = StampSchedule::Due;

namespace {

BootTime at(std::chrono::seconds since_begin) { return BootTime{1h + since_begin}; }

}  // namespace

TEST_CASE("stamp schedule: the first line is asked for at once, and each minute until it has its stamp") {
  StampSchedule schedule(std::nullopt);
  CHECK(schedule.due(at(0s)) == Due::first_line);
  schedule.asked(at(0s));
  CHECK(schedule.due(at(59s)) == Due::nothing);
  CHECK(schedule.due(at(60s)) == Due::first_line);
  schedule.asked(at(60s));
  CHECK(schedule.stamped());
  CHECK(schedule.due(at(24h)) == Due::nothing);
}

TEST_CASE("stamp schedule: where one is wanted every ten minutes, the last line is asked for ten minutes after") {
  StampSchedule schedule(10min);
  schedule.asked(at(0s));
  CHECK(schedule.due(at(70s)) == Due::first_line);
  schedule.asked(at(70s));
  CHECK(schedule.stamped());
  CHECK(schedule.due(at(70s + 10min - 1s)) == Due::nothing);
  CHECK(schedule.due(at(70s + 10min)) == Due::last_line);
  schedule.asked(at(700s));
  CHECK(schedule.due(at(700s + 10min - 1s)) == Due::nothing);
  CHECK_FALSE(schedule.stamped());
  CHECK(schedule.due(at(700s + 10min)) == Due::last_line);
}
