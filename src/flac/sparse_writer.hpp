// SPDX-License-Identifier: MIT
//
// A FLAC file that is silent for the most part, as an excerpt is: silence is written as frames that are known
// beforehand, and only what lies in a frame with sound goes through an encoder. The file is in the same form as
// flac::Writer's: frames of one size, numbered, with the total and the checksum of all samples in its header.
//
// One thread. The file must be new and empty; the writer owns it. Throws FileError; then the file is of no use.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crypto/md5.hpp"
#include "earwitness/base.hpp"
#include "flac/writer.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

class SparseWriter {
 public:
  SparseWriter(std::unique_ptr<os::File> file, const AudioFormat& format, const Tags& tags);

  /// Whole frames in the canonical byte form.
  void write(std::span<const std::byte> samples);
  void write_silence(Frames frames);
  /// Finishes the stream, syncs and closes.
  void close();
  /// Blocks that went through the encoder.
  [[nodiscard]] std::uint64_t encoded_blocks() const noexcept { return encoded_blocks_; }

 private:
  [[nodiscard]] std::size_t block_bytes() const noexcept;
  void encode_pending();
  void put(std::span<const std::byte> frame);

  std::unique_ptr<os::File> file_;
  AudioFormat format_;
  Tags tags_;
  crypto::Md5 md5_;
  std::vector<std::byte> pending_;  // from the beginning of a block on; some of it is sound
  Frames silent_ = 0;               // likewise, where all of it is silence
  std::vector<std::byte> waiting_;  // frames that are not in the file yet
  Frames frames_ = 0;               // that were given
  std::uint64_t number_ = 0;        // of the next frame
  std::uint64_t encoded_blocks_ = 0;
  std::uint32_t min_frame_bytes_;
  std::uint32_t max_frame_bytes_ = 0;
};

}  // namespace earwitness::flac
