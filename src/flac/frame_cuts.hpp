// SPDX-License-Identifier: MIT
//
// Where a FLAC file may be cut so that its parts can be decoded at the same time: frames that follow each other by
// their own numbers, found by their headers. Nothing here is proof: a header may stand within another frame, put there
// on purpose. Who decodes a part must see that it ends where the next one begins (marked_part.hpp). One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "earwitness/base.hpp"
#include "flac/file_window.hpp"
#include "flac/frame_header.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// A frame: at which byte it begins, and what its header says.
struct Cut {
  std::uint64_t offset = 0;
  Frames first = 0;  ///< sample of the stream that it begins with
  FrameHeader header;
};

class FrameCuts {
 public:
  /// The first frame begins at byte `begin`, or there is none to cut at. Throws FileError, here and below.
  FrameCuts(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin);

  /// The frame at `begin`; nothing if there is none.
  [[nodiscard]] const std::optional<Cut>& first() const noexcept { return first_; }
  /// The first frame at or after sample `position`, by a chain of frames from the last one given. Nothing where the
  /// chain ends: the rest is one part.
  [[nodiscard]] std::optional<Cut> at_or_after(Frames position);

 private:
  std::optional<Cut> successor();
  [[nodiscard]] std::optional<Cut> header_here();

  AudioFormat format_;
  FileWindow window_;
  std::optional<Cut> first_;
  std::optional<Cut> last_;
};

}  // namespace earwitness::flac
