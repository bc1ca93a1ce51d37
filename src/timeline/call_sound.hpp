// SPDX-License-Identifier: MIT
//
// Both sides of a call as one sound of two channels, to be listened to: near on the left, far on the right, each where
// the clock has it, and silence where a side has none: also where a file is gone or can't be decoded, so that the other
// side is heard all the same. What is recorded stays as it is: this is made while it is heard. One thread. Throws
// FileError where a file can't be read.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "flac/listening_copy.hpp"
#include "flac/reader.hpp"
#include "os/file_system.hpp"
#include "timeline/playing.hpp"
#include "timeline/selection.hpp"

namespace earwitness::timeline {

/// Hears each sample of a side's pieces once and in order, in the canonical byte form, as long as nothing is sought.
using CallListener = std::function<void(Track side, std::size_t piece, std::span<const std::byte> samples)>;

class CallSound {
 public:
  /// The pieces of each side, in order of time.
  CallSound(os::FileSystem& fs, const Playlist& call, const CallListener& listener = {});

  /// Two channels, at the near side's rate.
  [[nodiscard]] const AudioFormat& format() const noexcept { return format_; }
  /// The next frame to be read, since the first frame of the call.
  void seek(Frames frame) noexcept { position_ = frame; }
  /// Just so many frames, whatever is there. Valid until the next call.
  [[nodiscard]] std::span<const std::byte> read(Frames frames);
  /// Lets the listener hear what no frame of the near side's rate fell on.
  void finish();
  /// Of what was read so far, something was gone or did not decode, and was silent.
  [[nodiscard]] bool is_damaged() const noexcept { return near_.is_damaged() || far_.is_damaged(); }

 private:
  /// One side, read on from where it is.
  class Side {
   public:
    Side(os::FileSystem& fs, std::vector<Piece> pieces, const AudioFormat& format, Track track, CallListener listener)
        : fs_(fs), pieces_(std::move(pieces)), format_(format), track_(track), listener_(std::move(listener)) {}
    /// A mean of its channels, as 24 bits, for `count` frames of `rate` from `first` on.
    void fill(Frames first, Frames count, std::uint32_t rate, std::vector<std::int32_t>& samples);
    void hear_before(std::size_t piece);
    [[nodiscard]] std::size_t pieces() const noexcept { return pieces_.size(); }
    [[nodiscard]] bool is_damaged() const noexcept { return is_damaged_; }

   private:
    /// False where there is nothing to decode: the piece is silent.
    [[nodiscard]] bool open(std::size_t piece);
    void load(std::size_t piece, Frames from, Frames until);
    [[nodiscard]] std::span<const std::byte> read(Frames wanted);
    [[nodiscard]] std::int32_t sample(Frames frame) const noexcept;

    os::FileSystem& fs_;
    std::vector<Piece> pieces_;
    AudioFormat format_;
    Track track_;
    CallListener listener_;
    std::size_t heard_ = 0;  // pieces that the listener has heard to their ends
    std::unique_ptr<flac::Reader> reader_;
    std::size_t open_ = 0;         // what the reader reads, where there is one
    Frames next_ = 0;              // its next frame
    std::vector<std::byte> held_;  // frames from held_from_ on, of what is open
    Frames held_from_ = 0;
    bool is_damaged_ = false;
  };

  AudioFormat format_;
  Side near_;
  Side far_;
  Frames position_ = 0;
  std::vector<std::int32_t> left_;
  std::vector<std::int32_t> right_;
  std::vector<std::byte> bytes_;
};

/// Where at least one of these has sound, in order; what is nearer to each other than a second is one.
[[nodiscard]] std::vector<TimeRange> joined(std::vector<TimeRange> ranges);
/// Of either side's pieces.
[[nodiscard]] std::vector<TimeRange> sounding(const Playlist& call);
/// Writes these ranges of the clock, one after the other, as a copy to listen to. Throws as write_listening_copy()
/// does.
void write_call_copy(os::FileSystem& fs, CallSound& call, const std::vector<TimeRange>& ranges, const os::Path& to,
                     flac::CopyKind kind);

}  // namespace earwitness::timeline
