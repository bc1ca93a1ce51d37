// SPDX-License-Identifier: MIT
//
// What the pipeline tells others at the end of a round: marks that found their sample, and how far it has come.
#include "record/pipeline.hpp"

namespace earwitness::record {

std::vector<PlacedMark> Pipeline::settle_marks() {
  // While nothing comes, a mark is at the end of what came.
  if (!stretch_ && interruption_ && interruption_->since_ns) marks_.place_rest(last_end_);
  auto placed = marks_.take_placed();
  journal_whole_marks();
  progress_.marks.fetch_add(placed.size(), std::memory_order_relaxed);
  return placed;
}

void Pipeline::journal_whole_marks() {
  for (const auto& mark : marks_.take_whole()) {
    journal([&] { journal_.mark(mark.words, mark.place->file, mark.place->from); });
  }
}

void Pipeline::journal_last_marks() {
  marks_.place_rest(last_end_);
  marks_.end_words();
  journal_whole_marks();
}

void Pipeline::publish() noexcept {
  const auto put = [](auto& value, std::int64_t now) { value.store(now, std::memory_order_relaxed); };
  const auto away = interruption_ ? interruption_->since_ns.value_or(0) : 0;
  const auto length = [&](Frames frames) { return static_cast<std::int64_t>(format_.seconds(frames) * 1e9); };
  put(progress_.elapsed_ns, length(position_));
  put(progress_.left_ns, length(max_frames_ - position_));
  put(progress_.paused_ns, paused_ns_);
  put(progress_.away_since_ns, away);
}

}  // namespace earwitness::record
