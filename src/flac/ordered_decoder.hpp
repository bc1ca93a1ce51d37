// SPDX-License-Identifier: MIT
//
// All samples of a FLAC file in their order, decoded on several cores. The file is cut at frames into parts of bounded
// length; each is decoded by whoever is free, and given out in its turn. A part is decoded by our own decoder, which
// takes only what every decoder takes alike (frame_run.hpp), and what it does not take by libsndfile's. What comes is
// what one decoder would give that goes through the whole file from `begin`: a part that does not end where the next
// one begins (marked_part.hpp) is not taken, and from there on one decoder goes on alone.
//
// The file's own header and tags are not used. Memory: limits::decoded_part_bytes a part and what it is decoded from,
// at the most two parts a thread. The file is read once.
// Threads: the owner's, which decodes too while it waits, and up to `threads - 1` of its own, which end with the
// object. A file of one part needs none. Errors: FileError, also from the other threads, in the place where it was met.
#pragma once

#include <memory>
#include <span>

#include "earwitness/base.hpp"
#include "flac/stream_head.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

class OrderedDecoder {
 public:
  /// `begin`: the byte where the first frame begins. `part_frames`: how long a part is, about; 0: as limits say.
  OrderedDecoder(os::FileSystem& fs, os::Path path, const AudioFormat& format, std::uint64_t begin, unsigned threads,
                 Frames part_frames = 0);
  ~OrderedDecoder();
  OrderedDecoder(const OrderedDecoder&) = delete;
  OrderedDecoder& operator=(const OrderedDecoder&) = delete;

  /// The next frames, at most `frames`; none at the end, or where a decoder can't go on. Valid until the next call.
  [[nodiscard]] std::span<const std::byte> read(Frames frames);
  /// How many parts were given out that were decoded apart.
  [[nodiscard]] std::size_t parts() const noexcept;
  /// Once all was given out: whether that shows already that find_stream_fault() would find nothing, in a file whose
  /// first frame is at `begin`. False where it must be asked.
  [[nodiscard]] bool is_faultless(const StreamHead& head, Frames frames) const noexcept;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

/// As many as this machine has cores for, at most limits::decoder_threads.
[[nodiscard]] unsigned decoder_threads() noexcept;

}  // namespace earwitness::flac
