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
  const auto lag = last_lag_ns_ = boot_ns - *begin_ns_ - length_ns(position_);
  State state = State::complete;
  if (suspicious_) {
    state = watch(boot_ns, frames, lag);
  } else if (!normal_.empty() && lag > normal_.front().lag_ns + tolerance_ns) {
    state = begin_suspicion(lag);
  } else {
    learn(boot_ns, lag);
  }
  last_ns_ = boot_ns;
  return state;
}

/// The late block itself comes after a pause that was too long: what is missing is missing before it.
Completeness::State Completeness::begin_suspicion(std::int64_t lag_ns) noexcept {
  suspicious_ = true;
  begin_plateau(lag_ns, false);
  return State::suspicious;
}

void Completeness::begin_plateau(std::int64_t lag_ns, bool in_burst) noexcept {
  plateau_lag_ns_ = min_lag_ns_ = lag_ns;
  paced_ns_ = 0;
  blocks_after_ = in_burst ? 0 : 1;
}

Completeness::State Completeness::watch(std::int64_t boot_ns, Frames frames, std::int64_t lag_ns) noexcept {
  if (lag_ns <= normal_.front().lag_ns + tolerance_ns) {
    suspicious_ = false;
    learn(boot_ns, lag_ns);
    return State::complete;
  }
  if (lag_ns < plateau_lag_ns_ - tolerance_ns) {
    begin_plateau(lag_ns, boot_ns - last_ns_ < length_ns(frames) / 2);
    return State::suspicious;
  }
  ++blocks_after_;
  min_lag_ns_ = std::min(min_lag_ns_, lag_ns);
  // Neither a pause nor a burst counts for more than it is: a burst may pause for seconds, and go on.
  paced_ns_ += std::min(boot_ns - last_ns_, length_ns(frames));
  if (paced_ns_ < settled_ns) return State::suspicious;
  return finish();
}

Completeness::State Completeness::finish() noexcept {
  if (!suspicious_) return State::complete;
  suspicious_ = false;
  if (blocks_after_ == 0) return State::complete;  // it still came in a burst: no loss could be known
  const auto lost_ns = min_lag_ns_ - normal_.front().lag_ns;
  loss_.frames = lost_ns / 1'000'000'000 * rate_ + lost_ns % 1'000'000'000 * rate_ / 1'000'000'000;
  loss_.blocks_after = blocks_after_;
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
