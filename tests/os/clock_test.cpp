// SPDX-License-Identifier: MIT
//
// Two clocks of one moment, wherever this process is stopped.
#include "os/clock.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

namespace {

/// Stopped for a minute before its n-th reading.
class StoppedClock final : public os::Clock {
 public:
  explicit StoppedClock(int stopped_at) : stopped_at_(stopped_at) {}
  UtcTime utc() const override { return UtcTime{read() + std::chrono::hours(1000)}; }
  BootTime boot() const override { return BootTime{read()}; }
  os::ClockState state() const override { return {}; }
  void sleep(std::chrono::nanoseconds) const override {}

 private:
  std::chrono::nanoseconds read() const {
    now_ += std::chrono::microseconds(1);
    if (++readings_ == stopped_at_) now_ += std::chrono::minutes(1);
    return now_;
  }

  int stopped_at_;
  mutable int readings_ = 0;
  mutable std::chrono::nanoseconds now_{0};
};

}  // namespace

TEST_CASE("clock: both are of one moment, also where the process is stopped between the two") {
  for (int stopped_at = 0; stopped_at < 8; ++stopped_at) {
    CAPTURE(stopped_at);
    const auto both = os::read_both(StoppedClock(stopped_at));
    const auto apart = both.utc.time_since_epoch() - both.boot.time_since_epoch() - std::chrono::hours(1000);
    CHECK(std::chrono::abs(apart) <= std::chrono::milliseconds(1));
  }
}
