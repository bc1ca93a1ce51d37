// SPDX-License-Identifier: MIT
//
// Both sides of a call as one sound of two channels, to be listened to: near on the left, far on the right, each where
// the clock has it, and silence where a side has none. What is recorded stays as it is: this is made while it is heard.
// One thread. Throws FileError, and Error where a file is not of its track's format.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "flac/reader.hpp"
#include "os/file_system.hpp"
#include "timeline/playing.hpp"

namespace earwitness::timeline {

class CallSound {
 public:
  /// The pieces of each side, in order of time.
  CallSound(os::FileSystem& fs, const Playlist& call);

  /// Two channels, at the near side's rate.
  [[nodiscard]] const AudioFormat& format() const noexcept { return format_; }
  /// The next frame to be read, since the first frame of the call.
  void seek(Frames frame) noexcept { position_ = frame; }
  /// Just so many frames, whatever is there. Valid until the next call.
  [[nodiscard]] std::span<const std::byte> read(Frames frames);

 private:
  /// One side, read on from where it is.
  class Side {
   public:
    Side(os::FileSystem& fs, std::vector<Piece> pieces, const AudioFormat& format)
        : fs_(fs), pieces_(std::move(pieces)), format_(format) {}
    /// A mean of its channels, as 24 bits, for `count` frames of `rate` from `first` on.
    void fill(Frames first, Frames count, std::uint32_t rate, std::vector<std::int32_t>& samples);

   private:
    void load(const Piece& piece, Frames from, Frames until);
    [[nodiscard]] std::int32_t sample(Frames frame) const noexcept;

    os::FileSystem& fs_;
    std::vector<Piece> pieces_;
    AudioFormat format_;
    std::unique_ptr<flac::Reader> reader_;
    const Piece* open_ = nullptr;  // what the reader reads
    Frames next_ = 0;              // its next frame
    std::vector<std::byte> held_;  // frames from held_from_ on, of what is open
    Frames held_from_ = 0;
  };

  AudioFormat format_;
  Side near_;
  Side far_;
  Frames position_ = 0;
  std::vector<std::int32_t> left_;
  std::vector<std::int32_t> right_;
  std::vector<std::byte> bytes_;
};

}  // namespace earwitness::timeline
