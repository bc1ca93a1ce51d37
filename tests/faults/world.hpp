// SPDX-License-Identifier: MIT
//
// Time as a test wants it: a clock that stands still until somebody sleeps, a disk stalls or the test moves it, and
// what is to happen at which moment. While it moves, whatever is due happens in order and at its own time: so a source
// goes on delivering while the writer waits for a disk, all on one thread and the same in every run.
//
// One thread. Actions may schedule others; they must not sleep.
#pragma once

#include <chrono>
#include <functional>
#include <map>

#include "os/clock.hpp"

namespace earwitness::faults {

class World final : public os::Clock {
 public:
  World() = default;

  [[nodiscard]] UtcTime utc() const override { return UtcTime{now_.time_since_epoch() + utc_ahead_}; }
  [[nodiscard]] BootTime boot() const override { return now_; }
  [[nodiscard]] os::ClockState state() const override { return state_; }
  [[nodiscard]] std::chrono::nanoseconds suspended() const override { return suspended_; }
  void sleep(std::chrono::nanoseconds length) const override { pass(length); }

  /// Time passes: all that is due happens.
  void pass(std::chrono::nanoseconds length) const;
  /// The machine sleeps: the clocks run on, and whatever was to happen happens that much later.
  void suspend(std::chrono::nanoseconds length);
  /// The wall clock alone jumps.
  void step_utc(std::chrono::nanoseconds by) noexcept { utc_ahead_ += by; }
  void set_state(os::ClockState state) noexcept { state_ = state; }
  /// What is due before `moment` has happened by now happens at the next pass().
  void schedule(BootTime moment, std::function<void()> action) const { due_.emplace(moment, std::move(action)); }

 private:
  // os::Clock is const to its users, to whom time passes by itself.
  mutable BootTime now_{std::chrono::hours(5)};
  mutable std::multimap<BootTime, std::function<void()>> due_;
  std::chrono::nanoseconds utc_ahead_{std::chrono::hours(490'000)};  // in 2025
  std::chrono::nanoseconds suspended_{0};
  os::ClockState state_{true, 1000};
};

}  // namespace earwitness::faults
