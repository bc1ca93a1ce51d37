// SPDX-License-Identifier: MIT
#include "journal/gap_listener.hpp"

#include <algorithm>

namespace earwitness::journal {

void GapListener::hear(std::span<const std::byte> samples) {
  const auto frame_bytes = format_.bytes_per_frame();
  const auto end = at_ + static_cast<Frames>(samples.size() / frame_bytes);
  while (next_ < gaps_.size() && gaps_[next_].from < end) {
    const auto& gap = gaps_[next_];
    const auto from = std::max(gap.from, at_);
    const auto until = std::min(gap.from + gap.frames, end);
    if (from < until && !is_loud_) {
      const auto bytes = samples.subspan(static_cast<std::size_t>(from - at_) * frame_bytes,
                                         static_cast<std::size_t>(until - from) * frame_bytes);
      is_loud_ = std::any_of(bytes.begin(), bytes.end(), [](std::byte b) { return b != std::byte{0}; });
      if (is_loud_) loud_.push_back(next_);
    }
    if (gap.from + gap.frames > end) break;
    is_loud_ = false;
    ++next_;
  }
  at_ = end;
}

}  // namespace earwitness::journal
