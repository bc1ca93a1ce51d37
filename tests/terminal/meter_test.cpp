// SPDX-License-Identifier: MIT
//
// The line that says that something is recorded: only while something is, and within the terminal's width.
#include <algorithm>

#include "terminal/screen.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

record::Status status_of(bool lost) {
  record::Status status;
  status.seconds = 62;
  status.elapsed_seconds = 62;
  status.peak_dbfs = -12;
  status.rms_dbfs = -20;
  status.disk_left_seconds = 7200;
  status.microphone_lost = lost;
  return status;
}

}  // namespace

TEST_CASE("meter: while the microphone is gone it does not say that it records") {
  terminal::Meter meter;
  CHECK(meter.line(status_of(false), 80, {}).starts_with("REC 01:02"));
  const auto gone = meter.line(status_of(true), 80, {});
  CHECK(gone.find("REC") == std::string::npos);
  CHECK(gone.starts_with("GONE 01:02"));
  CHECK(gone.find("nothing is recorded") != std::string::npos);
}

TEST_CASE("meter: in a pause it says so, and not that it records") {
  terminal::Meter meter;
  auto status = status_of(false);
  status.paused = true;
  const auto line = meter.line(status, 80, {});
  CHECK(line.find("REC") == std::string::npos);
  CHECK(line == "PAUSED 01:02  nothing is recorded");
  for (int columns = 2; columns < 80; ++columns) {
    CHECK(meter.line(status, columns, {}).size() < static_cast<std::size_t>(columns));
  }
}

TEST_CASE("meter: a line never wraps") {
  terminal::Meter meter;
  for (const bool lost : {false, true}) {
    for (int columns = 1; columns < 120; ++columns) {
      CHECK(meter.line(status_of(lost), columns, {}).size() <= static_cast<std::size_t>(std::max(columns - 1, 1)));
    }
  }
}
