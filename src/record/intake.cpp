// SPDX-License-Identifier: MIT
#include "record/intake.hpp"

#include <algorithm>

namespace earwitness::record {

void Intake::consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples) {
  const auto state = completeness_.add(block.boot_ns, block.frames, block.lost_before);
  if (state == Completeness::State::complete && held_.empty()) {
    pipeline_.consume(block, samples);
    return;
  }
  Held held{block, {}};
  held.samples.reserve(samples.size());
  held.samples.insert(held.samples.end(), samples.first.begin(), samples.first.end());
  held.samples.insert(held.samples.end(), samples.second.begin(), samples.second.end());
  held_.push_back(std::move(held));
  pass_on(state);
}

void Intake::finish() {
  pass_on(completeness_.finish());
  pass(held_.size());
}

void Intake::pass_on(Completeness::State state) {
  if (state == Completeness::State::suspicious) {
    // A backlog is passed on as it comes, up to where a loss might lie: before the blocks at their own pace.
    if (completeness_.catching_up()) pass(held_.size());
    return;
  }
  if (state == Completeness::State::lost && !held_.empty()) {
    const auto loss = completeness_.take_loss();
    pass(held_.size() - std::min(loss.blocks_after, held_.size()));
    const auto& next = held_.front().block;
    pipeline_.lose(loss.frames, next.device_overflow ? "device_overflow" : "stall", true, next.boot_ns);
  }
  pass(held_.size());
}

void Intake::pass(std::size_t blocks) {
  for (; blocks > 0; --blocks) {
    auto& held = held_.front();
    pipeline_.consume(held.block, {std::span(held.samples), {}});
    held_.pop_front();
  }
}

}  // namespace earwitness::record
