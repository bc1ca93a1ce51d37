// SPDX-License-Identifier: MIT
//
// Frames that are hidden within others. Players of one kind (libavformat's parser, and with it most browsers and
// telephones) do not walk through a frame to find its end: they look for what reads like the next header, and choose
// between those that there are. Somebody who chooses the bits of a frame (the coefficients of a prediction of silence
// are free) can put such headers and frames of other sound into it: a decoder that walks through never sees them, and
// such a player plays them.
//
// In honest sound a header stands by chance about once in some hours of speech, and means nothing. It is a hidden frame
// where a player could take it for one: where it has the next frame's number; where the bytes before it have a CRC-16
// as if a frame ended there; where another one near it goes on from it; where a whole frame stands there; where there
// are more of them than chance makes; or where two near each other are of the strategy, channels and rate of the frames
// that they stand in, also if no frame can stand there: two such lead libavformat's parser past the end of a file's
// last frame, which is then not played. By chance each of these is less than once in 100,000 hours.
//
// Parts of a stream may be looked through apart (`HeaderSearch`, which knows one frame at a time), and what was seen
// there be judged afterwards, in its order.
//
// One object, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>

#include "earwitness/base.hpp"
#include "flac/frame_header.hpp"

namespace earwitness::flac {

/// What reads like a header within a frame, and could be taken for one, or is like the frame's own.
struct SeenHeader {
  FrameHeader header;
  std::uint64_t within = 0;    ///< number of the frame that it stands in
  std::uint64_t at = 0;        ///< byte of that frame
  std::uint64_t searched = 0;  ///< bytes of all frames before that one
  bool can_begin = false;      ///< a frame of this stream's block sizes can begin there
  bool is_like_own = false;    ///< of the strategy, channels and rate of the frame that it stands in
};

class HeaderSearch {
 public:
  HeaderSearch(const AudioFormat& format, std::uint32_t block_size) : format_(format), block_size_(block_size) {}

  /// Asked of each that is seen and is not hidden already by what stands in this frame; `is_whole` tells whether a
  /// whole frame stands there.
  using Judge = std::function<bool(const SeenHeader& seen, const std::function<bool()>& is_whole)>;
  /// Where in this frame (`bytes` long; `ahead` begins with it and goes on behind it) another one is hidden.
  /// `searched`: bytes of all frames before it.
  [[nodiscard]] std::optional<std::size_t> find(std::span<const std::byte> ahead, std::size_t bytes,
                                                const FrameHeader& header, std::uint64_t searched,
                                                const Judge& is_hidden) const;

 private:
  [[nodiscard]] std::optional<FrameHeader> look_at(std::span<const std::byte> bytes) const;
  [[nodiscard]] bool is_whole(std::span<const std::byte> bytes, const FrameHeader& header) const;

  AudioFormat format_;
  std::uint32_t block_size_;
};

class HiddenFrames {
 public:
  HiddenFrames(const AudioFormat& format, std::uint32_t block_size) : search_(format, block_size) {}

  /// Where in this frame another one is hidden, as HeaderSearch::find. Frames are given in their order.
  [[nodiscard]] std::optional<std::size_t> find(std::span<const std::byte> ahead, std::size_t bytes,
                                                const FrameHeader& header);
  /// Of one that a HeaderSearch saw, where no whole frame stands: whether those before it make it a hidden one. In
  /// their order.
  [[nodiscard]] bool is_hidden(const SeenHeader& seen);

 private:
  [[nodiscard]] bool goes_on_from_another(const SeenHeader& seen) const;
  [[nodiscard]] bool is_second_of_its_like(const SeenHeader& seen) const;

  HeaderSearch search_;
  std::deque<SeenHeader> seen_;  // in the frame of the last one and the three before it
  std::uint64_t count_ = 0;      // of all that were seen
  std::uint64_t searched_ = 0;   // bytes of the frames before this one
};

}  // namespace earwitness::flac
