// SPDX-License-Identifier: MIT
#include "record/completeness.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "record/duration.hpp"

namespace earwitness::record {

namespace {

/// What comes within this time was read together.
constexpr std::int64_t at_once_ns = 2'000'000;
/// And within this it lay ready together, on a busy machine.
constexpr std::int64_t one_delivery_ns = 20'000'000;
constexpr std::size_t min_told = 4;
constexpr std::int64_t min_told_ns = 5 * second_ns / 4;
constexpr std::size_t max_deliveries = 16;
constexpr std::size_t min_deliveries = 3;
/// That a grain's end may make late before the one that is to be decided, and itself.
constexpr std::size_t max_early = 3;
/// A level of the lag that lasted so long is one, and no jitter.
constexpr std::int64_t min_level_ns = 2 * second_ns;
constexpr std::int64_t min_fall_ns = 10'000'000;
/// Grains of a server: powers of two.
constexpr Frames min_grain = 16;
constexpr Frames max_grain = 8192;
constexpr Frames server_rate = 48000;
/// What a few deliveries leave open of the least lag there is.
constexpr std::int64_t uncertain_ns = 4'000'000;
/// So many make a floor.
constexpr std::size_t min_at_floor = 5;
/// What a device's word may move by in a second and be steady: more than a clock is off, and less than an estimate that
/// has not settled.
constexpr std::int64_t max_word_drift_ns = 500'000;
constexpr std::int64_t word_noise_ns = 300'000;
/// For so long after a move its cost may turn out to have been less.
constexpr std::int64_t after_move_ns = 10 * second_ns;
/// A lag that rises by less, right before the device is gone, says nothing: it may be the delay of the last block.
constexpr std::int64_t min_last_loss_ns = 250'000'000;

}  // namespace

std::int64_t Completeness::length_ns(Frames frames) const noexcept { return nanoseconds_of(frames, rate_); }

Completeness::State Completeness::add(std::int64_t boot_ns, Frames frames, Frames known_lost, std::int64_t waited_ns) {
  if (!begin_ns_) {
    begin_ns_ = boot_ns - length_ns(frames);
    last_ns_ = *begin_ns_;
  }
  // What is read right after another block has the word that was true of both, or none.
  std::optional<std::int64_t> told;
  if (waited_ns >= 0 && boot_ns - last_ns_ > at_once_ns) {
    told = boot_ns - waited_ns - *begin_ns_ - length_ns(position_ + known_lost);
  }
  position_ += frames + known_lost;
  const auto lag = last_lag_ns_ = boot_ns - *begin_ns_ - length_ns(position_);
  const auto paced = std::min(boot_ns - last_ns_, length_ns(frames));
  State state = State::complete;
  if (suspicious_) {
    note_delivery(boot_ns, frames, lag);
    state = watch(boot_ns, frames, lag, told);
  } else if (std::exchange(is_move_expected_, false) && !normal_.empty()) {
    deliveries_before_ = std::exchange(deliveries_, {});
    note_delivery(boot_ns, frames, lag);
    is_moved_ = true;
    told_.clear();
    state = begin_suspicion(boot_ns, lag, std::nullopt);
  } else {
    const auto usual = usual_told_ns();
    const bool is_late = !normal_.empty() && lag > normal_.front().value_ns + tolerance();
    const bool is_told_late = usual && told && *told > *usual + told_tolerance_ns;
    if (told || !usual) is_explained_ = usual && told && std::abs(*told - *usual) <= told_tolerance_ns;
    if ((is_late && !is_explained_) || is_told_late) {
      deliveries_before_ = std::exchange(deliveries_, {});
      note_delivery(boot_ns, frames, lag);
      state = begin_suspicion(boot_ns, lag, told);
    } else {
      note_delivery(boot_ns, frames, lag);
      learn(boot_ns, lag);
      if (told) learn_told(boot_ns, *told, paced);
    }
  }
  last_ns_ = boot_ns;
  return state;
}

/// Where it is told while a late block is undecided already, that may be what the move has cost, or it is still to
/// come.
void Completeness::expect_move() noexcept {
  is_move_expected_ = true;
  if (!suspicious_ || is_moved_) return;
  is_moved_ = true;
  told_.clear();
  told_before_ns_.reset();
  level_ = {};
}

/// The late block itself comes after a pause that was too long: what is missing is missing before it.
Completeness::State Completeness::begin_suspicion(std::int64_t boot_ns, std::int64_t lag_ns,
                                                  std::optional<std::int64_t> told_ns) {
  suspicious_ = true;
  told_before_ns_ = usual_told_ns();
  level_ = {};
  if (told_before_ns_) add_to_level(level_, told_ns, 0);
  begin_plateau(boot_ns, lag_ns, false);
  return State::suspicious;
}

void Completeness::begin_plateau(std::int64_t boot_ns, std::int64_t lag_ns, bool in_burst) noexcept {
  plateau_lag_ns_ = min_lag_ns_ = lag_ns;
  at_floor_ = since_plateau_ = 1;
  floor_at_ns_ = boot_ns;
  paced_ns_ = 0;
  blocks_after_ = in_burst ? 0 : 1;
}

Completeness::State Completeness::watch(std::int64_t boot_ns, Frames frames, std::int64_t lag_ns,
                                        std::optional<std::int64_t> told_ns) {
  // Neither a pause nor a burst counts for more than it is: a burst may pause for seconds, and go on.
  const auto paced = std::min(boot_ns - last_ns_, length_ns(frames));
  if (told_before_ns_) add_to_level(level_, told_ns, paced);
  const bool is_told_lost = told_before_ns_ && level_.count > 0 && level_.mean_ns() > *told_before_ns_ + min_loss_ns;
  if (!is_moved_ && lag_ns <= normal_.front().value_ns + tolerance() && !is_told_lost) {
    suspicious_ = false;
    deliveries_.insert(deliveries_.begin(), deliveries_before_.begin(), deliveries_before_.end());
    while (deliveries_.size() > max_deliveries) deliveries_.pop_front();
    learn(boot_ns, lag_ns);
    return State::complete;
  }
  if (is_rendered_ahead_ && !told_before_ns_ && !is_moved_ && blocks_after_ == deliveries_.size() - 1 &&
      deliveries_.size() <= max_early && lag_ns > min_lag_ns_ + tolerance() &&
      min_lag_ns_ < normal_.front().value_ns + 2 * tolerance()) {
    // The end of a grain had only been late, and what is to be decided comes now.
    begin_plateau(boot_ns, lag_ns, false);
    const auto earlier = deliveries_.size() - std::min<std::size_t>(deliveries_.size(), 1);
    const auto last = deliveries_.begin() + static_cast<std::ptrdiff_t>(earlier);
    deliveries_before_.insert(deliveries_before_.end(), deliveries_.begin(), last);
    deliveries_.erase(deliveries_.begin(), last);
    return State::suspicious;
  }
  if (lag_ns < plateau_lag_ns_ - tolerance()) {
    begin_plateau(boot_ns, lag_ns, boot_ns - last_ns_ < length_ns(frames) / 2);
    return State::suspicious;
  }
  ++blocks_after_;
  if (boot_ns - last_ns_ > at_once_ns) ++since_plateau_;
  if (lag_ns < min_lag_ns_ - uncertain_ns) at_floor_ = 0;
  if (lag_ns <= min_lag_ns_ + uncertain_ns && boot_ns - floor_at_ns_ > at_once_ns) {
    ++at_floor_;
    floor_at_ns_ = boot_ns;
  }
  min_lag_ns_ = std::min(min_lag_ns_, lag_ns);
  paced_ns_ += paced;
  if (paced_ns_ < settled_ns) return State::suspicious;
  if (is_moved_) return decide_by_move();
  if (told_before_ns_) {
    if (level_.paced_ns >= settled_ns && level_.count > 1) return decide_by_word();
    // It wanders, or has fallen silent: what was believed until now is not any more.
    if (paced_ns_ < 3 * settled_ns) return State::suspicious;
  }
  return has_floor() ? decide_by_lag() : State::suspicious;
}

/// Where each delivery was late by something else, the next one may not be late at all; and so much the more where they
/// were as late as that before.
bool Completeness::has_floor() const noexcept {
  if (paced_ns_ >= max_settling_ns) return true;
  const bool is_as_before = min_lag_ns_ - normal_.front().value_ns <= spread(deliveries_before_);
  return at_floor_ >= (is_as_before ? 2 : 1) * min_at_floor && 2 * at_floor_ > since_plateau_;
}

Completeness::State Completeness::finish() {
  if (!suspicious_) return State::complete;
  if (is_moved_) return decide_by_move();
  if (told_before_ns_ && level_.count > 1) return decide_by_word();
  return decide_by_lag();
}

Completeness::State Completeness::decide_by_word() {
  const auto risen = level_.mean_ns() - *told_before_ns_;
  return decide(lost_by_finer_grains(risen), level_.blocks);
}

Completeness::State Completeness::decide_by_move() {
  if (blocks_after_ == 0) {  // in a burst
    suspicious_ = is_moved_ = false;
    return State::complete;
  }
  const auto risen = min_lag_ns_ - normal_.front().value_ns;
  const auto lost = std::max<std::int64_t>(0, risen - ahead_ns_);
  ahead_ns_ = std::max<std::int64_t>(0, ahead_ns_ - risen);
  moved_ = {last_ns_, lost};
  const auto state = decide(lost, blocks_after_);
  is_moved_ = false;
  return state;
}

Completeness::State Completeness::decide_by_lag() {
  if (blocks_after_ == 0) {  // it still came in a burst: no loss could be known
    suspicious_ = false;
    return State::complete;
  }
  const auto risen = min_lag_ns_ - normal_.front().value_ns;
  const bool is_settled = has_floor() || risen >= min_last_loss_ns;
  auto lost = risen > tolerance() && is_settled ? lost_by_finer_grains(risen) : 0;
  if (lost == risen) lost = std::max<std::int64_t>(0, risen - earlier_ns_);
  earlier_ns_ = std::max<std::int64_t>(0, earlier_ns_ - (risen - lost));
  told_.clear();
  return decide(lost, blocks_after_);
}

/// From here on what is usual is what it is now, less what is lost.
Completeness::State Completeness::decide(std::int64_t lost_ns, std::size_t blocks_after) {
  suspicious_ = false;
  const bool is_lost = lost_ns >= (is_moved_ ? min_moved_loss_ns : min_loss_ns);
  const auto lost = is_lost ? (frames_in(lost_ns * 2, rate_) + 1) / 2 : 0;
  const auto usual_lag = min_lag_ns_ - length_ns(lost);
  normal_.clear();
  normal_since_ns_ = last_ns_;
  learn(last_ns_, usual_lag);
  if (level_.count > 0 && told_before_ns_) {
    believe(level_.mean_ns() - length_ns(lost));
  }
  if (!is_lost) return State::complete;
  for (auto& delivery : deliveries_) delivery.lag_ns -= length_ns(lost);
  loss_.frames = lost;
  loss_.blocks_after = blocks_after;
  loss_.by_move = is_moved_;
  position_ += loss_.frames;
  return State::lost;
}

std::int64_t Completeness::late_ns() const noexcept {
  if (normal_.empty()) return 0;
  // Lags in it increase, so the first one of any time on is the least since then.
  const auto since = std::find_if(normal_.begin(), normal_.end(),
                                  [&](const Sample& lag) { return lag.at_ns >= last_ns_ - late_window_ns; });
  return last_lag_ns_ - (since == normal_.end() ? normal_.front() : *since).value_ns;
}

Completeness::Loss Completeness::take_loss() noexcept { return std::exchange(loss_, {}); }

void Completeness::learn(std::int64_t at_ns, std::int64_t lag_ns) {
  if (normal_.empty()) normal_since_ns_ = at_ns;
  // The few deliveries right after a move were all late: not so much was lost.
  if (!normal_.empty() && at_ns - moved_.at_ns < after_move_ns) {
    const auto too_much = std::clamp<std::int64_t>(normal_.front().value_ns - lag_ns, 0, moved_.value_ns);
    ahead_ns_ += too_much;
    moved_.value_ns -= too_much;
  }
  // A delay that shrinks at once: it may grow again by as much, and nothing is lost then.
  if (!normal_.empty() && lag_ns < normal_.front().value_ns - min_fall_ns) {
    if (at_ns - normal_since_ns_ > min_level_ns && at_normal_ >= min_at_floor) {
      earlier_ns_ += normal_.front().value_ns - lag_ns;
      forget_deliveries();
    }
    normal_since_ns_ = at_ns;
  }
  if (normal_.empty() || lag_ns < normal_.front().value_ns - uncertain_ns) at_normal_ = 0;
  if (normal_.empty() || lag_ns <= normal_.front().value_ns + uncertain_ns) ++at_normal_;
  while (!normal_.empty() && normal_.back().value_ns >= lag_ns) normal_.pop_back();
  normal_.push_back({at_ns, lag_ns});
  while (normal_.front().at_ns < at_ns - normal_window_ns) normal_.pop_front();
}

/// Whether the later half of them lies off the earlier one by more than clocks differ.
bool Completeness::drifts(const std::deque<Sample>& told) noexcept {
  const auto half = told.size() / 2;
  Sample earlier{};
  Sample later{};
  for (std::size_t i = 0; i < half; ++i) {
    const auto& last = told[told.size() - 1 - i];
    earlier.at_ns += told[i].at_ns - told.front().at_ns;
    earlier.value_ns += told[i].value_ns - told.front().value_ns;
    later.at_ns += last.at_ns - told.front().at_ns;
    later.value_ns += last.value_ns - told.front().value_ns;
  }
  const auto count = static_cast<std::int64_t>(half);
  const auto between_ns = (later.at_ns - earlier.at_ns) / count;
  const auto moved_ns = std::abs(later.value_ns - earlier.value_ns) / count;
  return moved_ns > word_noise_ns + between_ns / 1000 * max_word_drift_ns / (second_ns / 1000);
}

/// The middle one, where all are alike.
std::optional<std::int64_t> Completeness::usual_told_ns() const {
  if (told_.size() < min_told || told_.back().at_ns - told_.front().at_ns < min_told_ns) return std::nullopt;
  std::vector<std::int64_t> values;
  values.reserve(told_.size());
  for (const auto& sample : told_) values.push_back(sample.value_ns);
  std::sort(values.begin(), values.end());
  if (values.back() - values.front() > steady_ns || drifts(told_)) return std::nullopt;
  return values[values.size() / 2];
}

void Completeness::learn_told(std::int64_t at_ns, std::int64_t told_ns, std::int64_t paced_ns) {
  const auto usual = usual_told_ns();
  if (usual && told_ns < *usual - told_tolerance_ns) {
    // Earlier than it was: no loss, and perhaps what is usual from now on.
    add_to_level(other_level_, told_ns, paced_ns);
    if (other_level_.paced_ns < settled_ns / 2 || other_level_.count < 2) return;
    believe(other_level_.mean_ns());
    forget_deliveries();
  }
  other_level_ = {};
  told_.push_back({at_ns, told_ns});
  while (told_.front().at_ns < at_ns - told_window_ns) told_.pop_front();
}

/// As if it had been told for long.
void Completeness::believe(std::int64_t told_ns) {
  told_.clear();
  for (auto i = static_cast<std::int64_t>(min_told); i > 0; --i) {
    told_.push_back({last_ns_ - (i - 1) * min_told_ns / static_cast<std::int64_t>(min_told - 1), told_ns});
  }
}

/// One that is off begins another level.
void Completeness::add_to_level(ToldLevel& level, std::optional<std::int64_t> told_ns,
                                std::int64_t paced_ns) const noexcept {
  if (told_ns && (level.count == 0 || std::abs(*told_ns - level.mean_ns()) > steady_ns)) {
    level = {*told_ns, 0, 1, 0, 1};
    return;
  }
  if (told_ns) {
    level.sum_ns += *told_ns - level.first_ns;
    ++level.count;
  }
  level.paced_ns += paced_ns;
  ++level.blocks;
}

/// From here on they may come in other grains.
void Completeness::forget_deliveries() noexcept {
  if (deliveries_.size() > 1) deliveries_.erase(deliveries_.begin(), std::prev(deliveries_.end()));
}

void Completeness::note_delivery(std::int64_t boot_ns, Frames frames, std::int64_t lag_ns) {
  if (!deliveries_.empty() && boot_ns - last_ns_ <= one_delivery_ns) {
    deliveries_.back().frames += frames;
    return;
  }
  deliveries_.push_back({frames, lag_ns});
  if (deliveries_.size() > max_deliveries) deliveries_.pop_front();
}

/// A server that works through sound in grains makes what is played a grain before it sounds. Where it goes over to
/// finer grains, sound so comes later by the difference, and PipeWire loses as much of it besides (measured on 0.3.65):
/// then one half of what has risen is a loss. Of a microphone all of it is.
std::int64_t Completeness::lost_by_finer_grains(std::int64_t risen_ns) const {
  if (!is_rendered_ahead_ || risen_ns < min_loss_ns) return risen_ns;
  if (deliveries_before_.size() < min_deliveries || deliveries_.size() < min_deliveries) return risen_ns;
  return is_one_size(deliveries_before_) && is_one_size(deliveries_) ? lost_by_spread(risen_ns)
                                                                     : lost_by_sizes(risen_ns);
}

/// Deliveries of one size come at the ends of grains: their lags lie as far apart as a grain is long, which is a power
/// of two at the server's rate.
std::int64_t Completeness::lost_by_spread(std::int64_t risen_ns) const {
  const auto before = spread(deliveries_before_);
  const auto after = spread(deliveries_);
  const auto grain_ns = [](Frames grain) { return grain * second_ns / server_rate; };
  auto coarse = max_grain;
  while (coarse > min_grain && before < grain_ns(coarse) * 3 / 5) coarse /= 2;
  auto fine = min_grain;
  while (fine < coarse && after > grain_ns(fine)) fine *= 2;
  if (fine == coarse || before > grain_ns(coarse) * 6 / 5) return risen_ns;
  const auto finer = grain_ns(coarse) - grain_ns(fine);
  if (std::abs(risen_ns - 2 * finer) <= 2 * uncertain_ns) return finer;
  if (std::abs(risen_ns - 2 * finer) <= finer / 4 + min_loss_ns) return risen_ns / 2;
  if (std::abs(risen_ns - finer) <= finer / 4) return 0;
  return risen_ns;
}

/// Deliveries of any size are whole grains.
std::int64_t Completeness::lost_by_sizes(std::int64_t risen_ns) const {
  for (auto coarse = max_grain; coarse > min_grain; coarse /= 2) {
    if (!are_in_grains(deliveries_before_, coarse) || are_in_grains(deliveries_, coarse)) continue;
    for (auto fine = coarse / 2; fine >= min_grain; fine /= 2) {
      if (std::abs(risen_ns - 2 * length_ns(coarse - fine)) < at_once_ns / 2 && are_in_grains(deliveries_, fine)) {
        return risen_ns / 2;
      }
    }
  }
  return risen_ns;
}

bool Completeness::is_one_size(const std::deque<Delivery>& deliveries) noexcept {
  return std::all_of(deliveries.begin(), deliveries.end(),
                     [&](const auto& delivery) { return delivery.frames == deliveries.front().frames; });
}

/// More may come of the last one.
bool Completeness::are_in_grains(const std::deque<Delivery>& deliveries, Frames grain) noexcept {
  return std::all_of(deliveries.begin(), std::prev(deliveries.end()),
                     [&](const auto& delivery) { return delivery.frames % grain == 0; });
}

std::int64_t Completeness::spread(const std::deque<Delivery>& deliveries) noexcept {
  if (deliveries.empty()) return 0;
  const auto [least, most] = std::minmax_element(deliveries.begin(), deliveries.end(),
                                                 [](const auto& a, const auto& b) { return a.lag_ns < b.lag_ns; });
  return most->lag_ns - least->lag_ns;
}

}  // namespace earwitness::record
