// SPDX-License-Identifier: MIT
//
// The whole frames of a FLAC file that was never finished, or is damaged: one after the other, whatever lies between
// them. A frame counts if its header's CRC-8 and its own CRC-16 fit, and if its number can be true: later than the one
// before, and not further ahead than the bytes between them could hold. Of one block size, as every encoder's are that
// this program uses; only the last may be shorter, and nothing follows it. One that hides another one is not whole.
//
// Reads forward, in bounded memory. One thread. Throws FileError.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "earwitness/base.hpp"
#include "flac/file_window.hpp"
#include "flac/frame_header.hpp"
#include "flac/hidden_frames.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

struct WholeFrame {
  std::uint64_t offset = 0;  ///< in the file
  std::span<const std::byte> bytes;
  Frames first = 0;  ///< position of its first sample
  Frames frames = 0;
  std::uint64_t number = 0;
};

class FrameSearch {
 public:
  /// From the byte `begin` on. `block_size` is that of all frames but the last; 0: that of the first one found.
  FrameSearch(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin, std::uint32_t block_size);

  /// The next one; its bytes are valid until the next call.
  [[nodiscard]] std::optional<WholeFrame> next();
  /// Of all frames but the last.
  [[nodiscard]] std::uint32_t block_size() const noexcept { return block_size_; }
  /// Where the last one that was given out ended.
  [[nodiscard]] std::uint64_t end() const noexcept { return end_; }

 private:
  [[nodiscard]] std::optional<WholeFrame> frame_here();
  [[nodiscard]] bool can_be_true(const FrameHeader& header) const noexcept;

  AudioFormat format_;
  std::uint32_t block_size_;
  FileWindow window_;
  HiddenFrames hidden_;
  std::uint64_t end_;
  std::uint64_t expected_ = 0;  // number of the next frame
  bool over_ = false;
};

/// Whether a decoder that is given this frame alone makes of it as many samples as its header says. Checksums that fit
/// are no proof: anyone can make them, and one garbled frame in 65,536 has them by chance. A pure function.
[[nodiscard]] bool decodes_alone(const WholeFrame& frame, const AudioFormat& format);

}  // namespace earwitness::flac
