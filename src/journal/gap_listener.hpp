// SPDX-License-Identifier: MIT
//
// Whether what a file's `gap` lines say is silence is silence. One thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earwitness/base.hpp"
#include "journal/content.hpp"

namespace earwitness::journal {

class GapListener {
 public:
  /// `gaps` stand in order, do not overlap, and outlive this.
  GapListener(std::span<const SilentGap> gaps, const AudioFormat& format) : gaps_(gaps), format_(format) {}

  /// The file's samples, from its first one on, in the canonical byte form; each call goes on where the last one ended.
  void hear(std::span<const std::byte> samples);
  /// Indices of gaps of which something was heard that is no silence, in order.
  [[nodiscard]] const std::vector<std::size_t>& loud() const noexcept { return loud_; }

 private:
  std::span<const SilentGap> gaps_;
  AudioFormat format_;
  std::size_t next_ = 0;
  Frames at_ = 0;
  bool is_loud_ = false;  // this gap is listed already
  std::vector<std::size_t> loud_;
};

}  // namespace earwitness::journal
