// SPDX-License-Identifier: MIT
//
// Where a FLAC file may be cut so that its parts can be decoded at the same time: frames that follow each other by
// their own numbers, found by their headers. Nothing here is proof: a header may stand within another frame, put there
// on purpose. Who decodes a part must see that it ends where the next one begins (marked_part.hpp). One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

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
  /// The first frame begins at byte `begin`, or there is none to cut at. `max_kept_bytes`: for bytes_before(). Throws
  /// FileError, here and below.
  FrameCuts(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin,
            std::size_t max_kept_bytes = 0);

  /// The frame at `begin`; nothing if there is none.
  [[nodiscard]] const std::optional<Cut>& first() const noexcept { return first_; }
  /// The first frame at or after sample `position`, by a chain of frames from the last one given. Nothing where the
  /// chain ends: the rest is one part.
  [[nodiscard]] std::optional<Cut> at_or_after(Frames position);
  /// The bytes from the last cut of the call before (or from the first frame) up to the last cut, and as many as
  /// `ahead` behind it where the file has them; where at_or_after() gave nothing, up to the end of the file. So who
  /// cuts a file reads it once. Nothing where they are more than were to be kept. Once after each at_or_after().
  [[nodiscard]] std::optional<std::vector<std::byte>> bytes_before(std::size_t ahead);

 private:
  std::optional<Cut> successor();
  [[nodiscard]] std::optional<Cut> header_here();

  AudioFormat format_;
  FileWindow window_;
  std::optional<Cut> first_;
  std::optional<Cut> last_;
  std::size_t max_kept_bytes_;
};

}  // namespace earwitness::flac
