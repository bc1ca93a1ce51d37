// SPDX-License-Identifier: MIT
#include "record/clock_watch.hpp"

namespace earwitness::record {

namespace {

constexpr std::chrono::milliseconds max_reading_time{1};
constexpr int max_readings = 5;

}  // namespace

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

/// The wall clock less CLOCK_BOOTTIME. Read again where this process was stopped between the two.
std::chrono::nanoseconds ClockWatch::offset() const {
  std::chrono::nanoseconds found{0};
  for (int i = 0; i < max_readings; ++i) {
    const auto before = clock_.boot();
    found = clock_.utc().time_since_epoch() - before.time_since_epoch();
    if (clock_.boot() - before <= max_reading_time) break;
  }
  return found;
}

}  // namespace earwitness::record
