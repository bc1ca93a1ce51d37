// SPDX-License-Identifier: MIT
#include "os/clock.hpp"

#include <fmt/format.h>
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

tm local_parts(UtcTime time) {
  const time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

Clock& posix_clock() {
  static PosixClock clock;
  return clock;
}

std::string local_stamp(UtcTime time) {
  const tm t = local_parts(time);
  return fmt::format("{:04}-{:02}-{:02}_{:02}-{:02}-{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                     t.tm_min, t.tm_sec);
}

std::string local_text(UtcTime time) {
  const tm t = local_parts(time);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                     t.tm_min, t.tm_sec);
}

}  // namespace earwitness::os
