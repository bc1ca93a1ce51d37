// SPDX-License-Identifier: MIT
//
// The line of a call: a bar for either side, and what is gone is not said to be recorded.
#include <algorithm>

#include "terminal/columns.hpp"
#include "terminal/screen.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

record::Status status_of_call() {
  record::Status status;
  status.seconds = status.elapsed_seconds = 62;
  status.peak_dbfs = -30;
  status.disk_left_seconds = 7200;
  status.tracks.resize(2);
  status.tracks[1].track = Track::far;
  status.tracks[1].peak_dbfs = -144;
  return status;
}

}  // namespace

TEST_CASE("meter: a call has a bar for either side") {
  terminal::Meter meter;
  auto status = status_of_call();
  const auto line = meter.line(status, 80, {});
  CHECK(line.starts_with("REC 01:02  mic [#"));
  CHECK(line.find("call [-") != std::string::npos);
  CHECK(line.find("disk 2 h") != std::string::npos);
  status.tracks[1].peak_dbfs = -6;
  CHECK(meter.line(status, 80, {}).find("call [#") != std::string::npos);
}

TEST_CASE("meter: of a call it says which side is gone, and that nothing is recorded where both are") {
  terminal::Meter meter;
  auto status = status_of_call();
  status.tracks[1].lost = true;
  CHECK(meter.line(status, 80, {}).find("call GONE") != std::string::npos);
  status.tracks[1].lost = false;
  status.microphone_lost = status.tracks[0].lost = true;
  CHECK(meter.line(status, 80, {}).starts_with("REC 01:02  mic GONE  call ["));
  status.tracks[1].lost = true;
  CHECK(meter.line(status, 80, {}).starts_with("GONE 01:02"));
}

TEST_CASE("meter: a call's line never wraps") {
  terminal::Meter meter;
  for (const bool lost : {false, true}) {
    auto status = status_of_call();
    status.tracks[1].lost = lost;
    for (int columns = 1; columns < 120; ++columns) {
      CHECK(terminal::columns_of(meter.line(status, columns, {})) <=
            static_cast<std::size_t>(std::max(columns - 1, 1)));
    }
  }
}
