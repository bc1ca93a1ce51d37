// SPDX-License-Identifier: MIT
#include "record/clock_watch.hpp"

namespace earwitness::record {

ClockWatch::ClockWatch(const os::Clock& clock)
    : clock_(clock),
      offset_(offset()),
      suspended_(clock.suspended()),
      last_state_look_(clock.boot()),
      synchronised_(clock.state().synchronised) {}

std::optional<ClockWatch::Change> ClockWatch::detect_change() {
  Change change;
  const auto now = offset();
  const auto step = now - offset_;
  offset_ = now;  // slewing adds up to no step
  if (std::chrono::abs(step) >= min_step) change.step = step;
  bool synchronisation_changed = false;
  if (clock_.boot() - last_state_look_ >= state_interval) {
    last_state_look_ = clock_.boot();
    const bool synchronised = clock_.state().synchronised;
    synchronisation_changed = synchronised != synchronised_;
    synchronised_ = synchronised;
  }
  change.synchronised = synchronised_;
  if (change.step.count() == 0 && !synchronisation_changed) return std::nullopt;
  return change;
}

std::optional<std::chrono::nanoseconds> ClockWatch::detect_sleep() {
  const auto now = clock_.suspended();
  const auto slept = now - suspended_;
  if (slept < min_sleep) return std::nullopt;
  suspended_ = now;
  return slept;
}

/// The wall clock less CLOCK_BOOTTIME.
std::chrono::nanoseconds ClockWatch::offset() const {
  const auto here = os::read_both(clock_);
  return here.utc.time_since_epoch() - here.boot.time_since_epoch();
}

}  // namespace earwitness::record
