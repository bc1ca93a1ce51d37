// SPDX-License-Identifier: MIT
//
// Between the ring and the pipeline: holds blocks back while it is not known whether frames are missing among them, so
// that a loss can be put in its place. Holds nothing as long as the device keeps its pace.
//
// It also keeps what sounds after a pause was asked for from ever coming further: a block's sound ended when the block
// was delivered, less what it was late. That is never earlier than it was in truth, so at a pause a device's own delay
// is lost of the words before it, and not one sample is kept of those after it. One thread.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "earwitness/base.hpp"
#include "record/completeness.hpp"
#include "record/pipeline.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::record {

class Intake {
 public:
  Intake(Pipeline& pipeline, std::uint32_t sample_rate, bool is_rendered_ahead = false) noexcept
      : pipeline_(pipeline), rate_(sample_rate), completeness_(sample_rate, is_rendered_ahead) {}

  /// Copies what it must hold. Returns how loud is what it has passed on: nothing, this block, or held ones too. Throws
  /// what the pipeline throws.
  Level consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples);
  /// Nothing more will come: passes on all that is held.
  void finish();
  /// True while a late block is neither explained by a burst nor counted as a loss: a stop waits for what may follow.
  [[nodiscard]] bool undecided() const noexcept { return completeness_.undecided(); }

  /// What sounds from that moment on is dropped.
  void end_at(BootTime moment) noexcept { end_ns_ = moment.time_since_epoch().count(); }
  /// The stream was moved to another source: what that has cost is found out.
  void expect_move() noexcept { completeness_.expect_move(); }
  /// True once all is passed on that sounded before it.
  [[nodiscard]] bool at_end() const noexcept { return at_end_; }

 private:
  struct Held {
    ring::Block block;
    std::int64_t late_ns;
    std::vector<std::byte> samples;
  };
  void pass_on(Completeness::State state);
  void pass(std::size_t blocks, std::int64_t explained_ns);
  void hand_over(ring::Block block, const ring::TwoSpans<std::byte>& samples, std::int64_t ended_ns);
  void lose(const Completeness::Loss& loss, std::int64_t loss_ns);
  [[nodiscard]] Frames frames_after_end(std::int64_t moment_ns) const noexcept;
  [[nodiscard]] std::int64_t length_ns(Frames frames) const noexcept;

  Pipeline& pipeline_;
  std::int64_t rate_;
  Completeness completeness_;
  std::deque<Held> held_;
  std::optional<std::int64_t> end_ns_;
  bool at_end_ = false;
  Level passed_;  ///< in this call of consume()
};

}  // namespace earwitness::record
