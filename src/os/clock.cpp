// SPDX-License-Identifier: MIT
#include "os/clock.hpp"

#include <sys/timex.h>
#include <time.h>

#include <thread>

#include "os/realtime_clock.hpp"

namespace earwitness::os {

namespace {

class PosixClock final : public Clock {
 public:
  UtcTime utc() const override { return UtcTime{std::chrono::nanoseconds{clock_ns(CLOCK_REALTIME)}}; }
  BootTime boot() const override { return BootTime{std::chrono::nanoseconds{boot_ns()}}; }
  std::chrono::nanoseconds suspended() const override {
    return std::chrono::nanoseconds{boot_ns() - clock_ns(CLOCK_MONOTONIC)};
  }
  ClockState state() const override {
    timex query{};
    const int result = adjtimex(&query);
    return {result >= 0 && result != TIME_ERROR && (query.status & STA_UNSYNC) == 0, query.maxerror};
  }
  void sleep(std::chrono::nanoseconds length) const override { std::this_thread::sleep_for(length); }
};

}  // namespace

Clock& posix_clock() {
  static PosixClock clock;
  return clock;
}

Moment read_both(const Clock& clock) {
  constexpr std::chrono::milliseconds max_reading_time{1};
  constexpr int max_readings = 5;
  Moment here{};
  for (int i = 0; i < max_readings; ++i) {
    const auto before = clock.boot();
    here.utc = clock.utc();
    here.boot = clock.boot();
    if (here.boot - before <= max_reading_time) break;
  }
  return here;
}

}  // namespace earwitness::os
