// SPDX-License-Identifier: MIT
//
// Audio from the real-time callback to the writer thread: frames, and beside them one Block for each call of the
// callback, which says how many frames came, when, and how many were lost just before. A block is taken whole or
// dropped whole; what was dropped is carried by the next block that fits, so that a loss is known at its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "earwitness/base.hpp"
#include "ring/spsc_ring.hpp"

namespace earwitness::ring {

/// Of a device that does not say how old its sound is.
inline constexpr std::int64_t unknown_wait = -1;

struct Block {
  Frames frames = 0;
  Frames lost_before = 0;                 ///< dropped because the ring was full, between the last block and this one
  std::int64_t boot_ns = 0;               ///< CLOCK_BOOTTIME when the callback was called
  bool device_overflow = false;           ///< the device said that it lost an unknown count before this block
  std::int64_t waited_ns = unknown_wait;  ///< how old the block's first frame was then, by the device's own word
};

/// One channel alone of interleaved frames: of each frame, which takes `stride` bytes, those from `offset` on.
struct OneChannel {
  std::size_t stride = 0;
  std::size_t offset = 0;
};

class AudioRing {
 public:
  /// Room for `frames` frames, and for the blocks that they come in.
  AudioRing(const AudioFormat& format, Frames frames)
      : format_(format),
        bytes_(static_cast<std::size_t>(frames) * format.bytes_per_frame()),
        blocks_(static_cast<std::size_t>(frames) / min_period + 1024) {}

  [[nodiscard]] const AudioFormat& format() const noexcept { return format_; }
  [[nodiscard]] Frames capacity() const noexcept {
    return static_cast<Frames>(bytes_.capacity() / format_.bytes_per_frame());
  }
  [[nodiscard]] std::span<std::byte> storage() noexcept { return bytes_.storage(); }

  /// The real-time side: one thread, no waiting, no system call, O(frames).
  class Producer {
   public:
    explicit Producer(AudioRing& ring) noexcept
        : frame_bytes_(ring.format_.bytes_per_frame()), bytes_(ring.bytes_), blocks_(ring.blocks_) {}

    /// `frames` frames in the canonical byte form; null stands for silence. With `one` they are wider than the ring's,
    /// and that part of them is kept. False if they were dropped.
    bool push(const void* samples, Frames frames, std::int64_t boot_ns, bool device_overflow,
              std::int64_t waited_ns = unknown_wait, const OneChannel* one = nullptr) noexcept {
      pending_overflow_ = pending_overflow_ || device_overflow;
      const auto size = static_cast<std::size_t>(frames) * frame_bytes_;
      auto room = bytes_.prepare(size);
      auto slot = blocks_.prepare(1);
      if (room.size() < size || slot.size() < 1) {
        pending_lost_ += frames;
        return false;
      }
      if (one != nullptr && samples != nullptr) {
        copy_one(room, static_cast<const std::byte*>(samples) + one->offset, one->stride);
      } else {
        copy(room, samples);
      }
      slot.first[0] = Block{frames, pending_lost_, boot_ns, pending_overflow_, waited_ns};
      pending_lost_ = 0;
      pending_overflow_ = false;
      bytes_.commit(size);
      blocks_.commit(1);
      return true;
    }

   private:
    static void copy(TwoSpans<std::byte> room, const void* samples) noexcept {
      if (samples == nullptr) {
        if (!room.first.empty()) std::memset(room.first.data(), 0, room.first.size());
        if (!room.second.empty()) std::memset(room.second.data(), 0, room.second.size());
        return;
      }
      const auto* from = static_cast<const std::byte*>(samples);
      if (!room.first.empty()) std::memcpy(room.first.data(), from, room.first.size());
      if (!room.second.empty()) std::memcpy(room.second.data(), from + room.first.size(), room.second.size());
    }

    void copy_one(TwoSpans<std::byte> room, const std::byte* from, std::size_t stride) const noexcept {
      std::size_t within = 0;
      const auto fill = [&](std::span<std::byte> part) {
        for (auto& byte : part) {
          byte = from[within];
          if (++within < frame_bytes_) continue;
          within = 0;
          from += stride;
        }
      };
      fill(room.first);
      fill(room.second);
    }

    std::size_t frame_bytes_;
    SpscRing<std::byte>::Producer bytes_;
    SpscRing<Block>::Producer blocks_;
    Frames pending_lost_ = 0;
    bool pending_overflow_ = false;
  };

  /// The writer's side: one thread.
  class Consumer {
   public:
    explicit Consumer(AudioRing& ring) noexcept
        : frame_bytes_(ring.format_.bytes_per_frame()), bytes_(ring.bytes_), blocks_(ring.blocks_) {}

    /// The next block, or null. It stays until release().
    [[nodiscard]] const Block* block() noexcept {
      auto spans = blocks_.peek(1);
      return spans.first.empty() ? nullptr : &spans.first[0];
    }
    /// The samples of the block that block() gave, until the next call; in two parts of whole frames where they wrap
    /// around the ring's end, which no frame lies across: there is room for whole frames alone.
    [[nodiscard]] TwoSpans<std::byte> samples(const Block& block) noexcept {
      return bytes_.peek(static_cast<std::size_t>(block.frames) * frame_bytes_);
    }
    /// Gives the block and its samples back.
    void release(const Block& block) noexcept {
      bytes_.release(static_cast<std::size_t>(block.frames) * frame_bytes_);
      blocks_.release(1);
    }
    /// Frames that wait in the ring now.
    [[nodiscard]] Frames waiting() noexcept { return static_cast<Frames>(bytes_.available() / frame_bytes_); }

   private:
    std::size_t frame_bytes_;
    SpscRing<std::byte>::Consumer bytes_;
    SpscRing<Block>::Consumer blocks_;
  };

 private:
  /// Frames in a callback: devices that were asked for a long latency use more. With fewer there is room for less time.
  static constexpr std::size_t min_period = 128;
  friend class Producer;
  friend class Consumer;

  AudioFormat format_;
  SpscRing<std::byte> bytes_;
  SpscRing<Block> blocks_;
};

}  // namespace earwitness::ring
