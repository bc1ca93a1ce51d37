// SPDX-License-Identifier: MIT
#pragma once

#include "os/clock.hpp"

namespace earwitness::test {

/// Time passes only in sleep().
class FastClock final : public os::Clock {
 public:
  UtcTime utc() const override { return {}; }
  BootTime boot() const override { return now_; }
  os::ClockState state() const override { return {}; }
  void sleep(std::chrono::nanoseconds length) const override { now_ += length; }

 private:
  mutable BootTime now_{};
};

}  // namespace earwitness::test
