// SPDX-License-Identifier: MIT
//
// Where the frames of a damaged FLAC file begin. A decoder that meets damage drops what it can't follow, and then
// nobody knows which samples come next; but each frame's header says its place in the stream (RFC 9639, 9.1). So frames
// are found by their sync code, fields and CRC-8, whatever lies before them, and one can be decoded on its own:
// from_frame() is the file that a decoder would see if it had begun there.
//
// Nothing is believed but the position, which the hash of the decoded samples then confirms. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "earwitness/base.hpp"
#include "flac/file_window.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// A frame of FLAC: at which byte, and which of the stream's (audio) frames is its first.
struct FrameStart {
  std::uint64_t offset = 0;
  Frames first = 0;
};

class FrameScan {
 public:
  /// Takes only frames of this format. Throws FileError, here and below.
  FrameScan(std::unique_ptr<os::File> file, const AudioFormat& format);

  /// The last frame that begins at or before `position`. Reads forward only: ask in rising order.
  [[nodiscard]] std::optional<FrameStart> at_or_before(Frames position);

 private:
  std::optional<FrameStart> next();

  AudioFormat format_;
  FileWindow window_;
  std::uint32_t block_size_ = 0;
  std::optional<FrameStart> last_;
  std::optional<FrameStart> following_;
};

/// A FLAC file of a header made anew, without a total, a checksum or tags, and of `file`'s bytes from `offset` on.
/// For reading only.
[[nodiscard]] std::unique_ptr<os::File> from_frame(std::unique_ptr<os::File> file, const AudioFormat& format,
                                                   std::uint64_t offset);

}  // namespace earwitness::flac
