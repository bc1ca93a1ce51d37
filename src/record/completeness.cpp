// SPDX-License-Identifier: MIT
#include "record/completeness.hpp"

#include <algorithm>
#include <utility>

namespace earwitness::record {

std::int64_t Completeness::length_ns(Frames frames) const noexcept {
  // In two steps: frames * 10^9 would overflow after two days at 48 kHz.
  return frames / rate_ * 1'000'000'000 + frames % rate_ * 1'000'000'000 / rate_;
}

Completeness::State Completeness::add(std::int64_t boot_ns, Frames frames, Frames known_lost) noexcept {
  if (!begin_ns_) begin_ns_ = boot_ns - length_ns(frames);
  position_ += frames + known_lost;
  const auto lag = boot_ns - *begin_ns_ - length_ns(position_);
  State state = State::complete;
  if (suspicious_) {
    state = watch(boot_ns, frames, lag);
  } else if (!normal_.empty() && lag > normal_.front().lag_ns + tolerance_ns) {
    state = begin_suspicion(boot_ns, lag);
  } else {
    learn(boot_ns, lag);
  }
  last_ns_ = boot_ns;
  return state;
}

/// The late block itself comes after a pause that was too long: its pace is judged by those that follow.
Completeness::State Completeness::begin_suspicion(std::int64_t boot_ns, std::int64_t lag_ns) noexcept {
  suspicious_ = true;
  on_pace_ = true;
  pace_since_ns_ = boot_ns;
  least_on_pace_ns_ = lag_ns;
  blocks_on_pace_ = 1;
  return State::suspicious;
}

Completeness::State Completeness::watch(std::int64_t boot_ns, Frames frames, std::int64_t lag_ns) noexcept {
  if (lag_ns <= normal_.front().lag_ns + tolerance_ns) {
    suspicious_ = false;
    learn(boot_ns, lag_ns);
    return State::complete;
  }
  const bool faster_than_sound = boot_ns - last_ns_ < length_ns(frames) / 2;
  if (faster_than_sound) {
    on_pace_ = false;
    return State::suspicious;
  }
  if (!on_pace_) {
    on_pace_ = true;
    pace_since_ns_ = boot_ns;
    least_on_pace_ns_ = lag_ns;
    blocks_on_pace_ = 0;
  }
  ++blocks_on_pace_;
  least_on_pace_ns_ = std::min(least_on_pace_ns_, lag_ns);
  if (boot_ns - pace_since_ns_ < settled_ns) return State::suspicious;
  return finish();
}

Completeness::State Completeness::finish() noexcept {
  if (!suspicious_) return State::complete;
  suspicious_ = false;
  if (!on_pace_) return State::complete;  // it still came in a burst: there is no loss that could be known
  const auto lost_ns = least_on_pace_ns_ - normal_.front().lag_ns;
  loss_.frames = lost_ns / 1'000'000'000 * rate_ + lost_ns % 1'000'000'000 * rate_ / 1'000'000'000;
  loss_.blocks_after = blocks_on_pace_;
  position_ += loss_.frames;
  return State::lost;
}

Completeness::Loss Completeness::take_loss() noexcept { return std::exchange(loss_, {}); }

void Completeness::learn(std::int64_t at_ns, std::int64_t lag_ns) {
  while (!normal_.empty() && normal_.back().lag_ns >= lag_ns) normal_.pop_back();
  normal_.push_back({at_ns, lag_ns});
  while (normal_.front().at_ns < at_ns - normal_window_ns) normal_.pop_front();
}

}  // namespace earwitness::record
