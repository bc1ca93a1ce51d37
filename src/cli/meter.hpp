// SPDX-License-Identifier: MIT
//
// The line that a person sees while a recording runs: that it runs, for how long, how loud, what was clipped, how long
// the disk lasts. A value; one thread.
#pragma once

#include <chrono>
#include <string>

#include "record/recording.hpp"

namespace earwitness::cli {

class Meter {
 public:
  /// The line for a terminal of that width, at most one column less, without an end of line. `now` only moves the peak
  /// hold.
  [[nodiscard]] std::string line(const record::Status& status, int columns, BootTime now);

 private:
  double held_dbfs_ = -144.0;
  BootTime held_since_{};
};

/// `41 h`, `25 min`: how long the disk lasts, rounded down.
[[nodiscard]] std::string room_text(double seconds);

}  // namespace earwitness::cli
