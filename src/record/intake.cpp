// SPDX-License-Identifier: MIT
#include "record/intake.hpp"

#include <algorithm>
#include <utility>

#include "record/duration.hpp"

namespace earwitness::record {

namespace {

ring::TwoSpans<std::byte> first_bytes(const ring::TwoSpans<std::byte>& samples, std::size_t bytes) {
  const auto first = std::min(bytes, samples.first.size());
  return {samples.first.first(first), samples.second.first(bytes - first)};
}

}  // namespace

Level Intake::consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples) {
  passed_.reset();
  const auto state = completeness_.add(block.boot_ns, block.frames, block.lost_before, block.waited_ns);
  const auto late = std::max<std::int64_t>(completeness_.late_ns(), 0);
  if (state == Completeness::State::complete && held_.empty()) {
    hand_over(block, samples, block.boot_ns - late);
    return passed_;
  }
  Held held{block, late, {}};
  held.samples.reserve(samples.size());
  held.samples.insert(held.samples.end(), samples.first.begin(), samples.first.end());
  held.samples.insert(held.samples.end(), samples.second.begin(), samples.second.end());
  held_.push_back(std::move(held));
  pass_on(state);
  return passed_;
}

void Intake::finish() {
  // A burst that has not ended yet may be followed by a loss: then its sound is younger than it seems.
  const bool is_certain = !completeness_.catching_up();
  const auto state = completeness_.finish();
  if (!is_certain) {
    for (auto& held : held_) held.late_ns = 0;
  }
  pass_on(state);
  pass(held_.size(), 0);
}

void Intake::pass_on(Completeness::State state) {
  if (state == Completeness::State::suspicious) {
    // A backlog is passed on as it comes, up to where a loss might lie: before the blocks at their own pace.
    if (completeness_.catching_up()) pass(held_.size(), 0);
    return;
  }
  std::int64_t explained_ns = 0;
  if (state == Completeness::State::lost && !held_.empty()) {
    const auto loss = completeness_.take_loss();
    pass(held_.size() - std::min(loss.blocks_after, held_.size()), 0);
    explained_ns = length_ns(loss.frames);
    lose(loss, explained_ns);
  }
  pass(held_.size(), explained_ns);
}

/// `explained_ns` of their being late is a loss before them, not a delay.
void Intake::pass(std::size_t blocks, std::int64_t explained_ns) {
  for (; blocks > 0; --blocks) {
    auto& held = held_.front();
    const auto late = std::max<std::int64_t>(held.late_ns - explained_ns, 0);
    hand_over(held.block, {std::span(held.samples), {}}, held.block.boot_ns - late);
    held_.pop_front();
  }
}

/// A loss that reaches beyond the end counts up to it.
void Intake::lose(const Completeness::Loss& loss, std::int64_t loss_ns) {
  const auto& next = held_.front();
  const auto late = std::max<std::int64_t>(next.late_ns - loss_ns, 0);
  const auto begins_ns = next.block.boot_ns - late - length_ns(next.block.frames + next.block.lost_before);
  const auto lost = std::max<Frames>(0, loss.frames - frames_after_end(begins_ns));
  const char* cause = loss.by_move ? "moved" : next.block.device_overflow ? "device_overflow" : "stall";
  pipeline_.add_loss(lost, cause, true, next.block);
}

void Intake::hand_over(ring::Block block, const ring::TwoSpans<std::byte>& samples, std::int64_t ended_ns) {
  const auto after = frames_after_end(ended_ns);
  at_end_ = at_end_ || (end_ns_ && ended_ns >= *end_ns_);
  if (after <= 0) return passed_.merge(pipeline_.consume(block, samples, ended_ns));
  const auto frame_bytes = block.frames > 0 ? samples.size() / static_cast<std::size_t>(block.frames) : 0;
  const auto kept = std::max<Frames>(0, block.frames - after);
  const auto lost = std::max<Frames>(0, block.lost_before - std::max<Frames>(0, after - block.frames));
  if (kept == 0 && lost == 0) return;
  const auto cut_ns = length_ns(block.frames - kept);
  block.frames = kept;
  block.lost_before = lost;
  block.boot_ns -= cut_ns;
  const auto samples_kept = first_bytes(samples, static_cast<std::size_t>(kept) * frame_bytes);
  passed_.merge(pipeline_.consume(block, samples_kept, ended_ns - cut_ns));
}

/// How many frames of those that end at `moment_ns` sounded after the end, rounded up.
Frames Intake::frames_after_end(std::int64_t moment_ns) const noexcept {
  if (!end_ns_ || moment_ns <= *end_ns_) return 0;
  const auto beyond = moment_ns - *end_ns_;
  return beyond / second_ns * rate_ + (beyond % second_ns * rate_ + second_ns - 1) / second_ns;
}

std::int64_t Intake::length_ns(Frames frames) const noexcept { return nanoseconds_of(frames, rate_); }

}  // namespace earwitness::record
