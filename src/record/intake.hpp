// SPDX-License-Identifier: MIT
//
// Between the ring and the pipeline: holds blocks back while it is not known whether frames are missing among them, so
// that a loss can be put in its place. Holds nothing as long as the device keeps its pace. One thread.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "earwitness/base.hpp"
#include "record/completeness.hpp"
#include "record/pipeline.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::record {

class Intake {
 public:
  Intake(Pipeline& pipeline, std::uint32_t sample_rate) noexcept : pipeline_(pipeline), completeness_(sample_rate) {}

  /// Copies what it must hold. Throws what the pipeline throws.
  void consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples);
  /// Nothing more will come: passes on all that is held.
  void finish();
  /// True while a late block is neither explained by a burst nor counted as a loss: a stop waits for what may follow.
  [[nodiscard]] bool undecided() const noexcept { return completeness_.undecided(); }

 private:
  struct Held {
    ring::Block block;
    std::vector<std::byte> samples;
  };
  void pass_on(Completeness::State state);
  void pass(std::size_t blocks);

  Pipeline& pipeline_;
  Completeness completeness_;
  std::deque<Held> held_;
};

}  // namespace earwitness::record
