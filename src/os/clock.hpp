// SPDX-License-Identifier: MIT
//
// The only door to clocks. Any thread may ask.
#pragma once

#include <chrono>
#include <cstdint>

#include "earwitness/base.hpp"

namespace earwitness::os {

/// What the kernel says of the wall clock (adjtimex).
struct ClockState {
  bool synchronised = false;
  std::int64_t max_error_us = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UtcTime utc() const = 0;
  [[nodiscard]] virtual BootTime boot() const = 0;
  [[nodiscard]] virtual ClockState state() const = 0;
  /// How long the machine has slept since it was started: it grows over a suspend, and at no other time.
  [[nodiscard]] virtual std::chrono::nanoseconds suspended() const { return {}; }
  virtual void sleep(std::chrono::nanoseconds length) const = 0;
};

[[nodiscard]] Clock& posix_clock();

/// Both clocks, of one moment.
struct Moment {
  UtcTime utc;
  BootTime boot;
};
/// For whatever writes down both, as a reader holds the one against the other: read again where this process was
/// stopped, or the machine asleep, between the two.
[[nodiscard]] Moment read_both(const Clock& clock);

}  // namespace earwitness::os
