// SPDX-License-Identifier: MIT
//
// When the next time stamp of a running recording is asked for, and on what: the journal's first line until it has one,
// then, where that was wanted, the last line again and again. A value; one thread.
#pragma once

#include <chrono>
#include <optional>

#include "earwitness/base.hpp"

namespace earwitness::cli {

class StampSchedule {
 public:
  /// A question that brought nothing is asked again after this.
  static constexpr std::chrono::seconds again_after{60};

  explicit StampSchedule(std::optional<std::chrono::seconds> every) : every_(every) {}

  enum class Due { nothing, first_line, last_line };
  [[nodiscard]] Due due(BootTime now) const {
    if (asked_ && now - *asked_ < (stamped_ && every_ ? *every_ : again_after)) return Due::nothing;
    if (!stamped_) return Due::first_line;
    return every_ ? Due::last_line : Due::nothing;
  }
  void asked(BootTime now) { asked_ = now; }
  /// True for the first one.
  bool stamped() {
    const bool first = !stamped_;
    stamped_ = true;
    return first;
  }

 private:
  std::optional<std::chrono::seconds> every_;
  std::optional<BootTime> asked_;
  bool stamped_ = false;
};

}  // namespace earwitness::cli
