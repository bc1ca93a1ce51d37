// SPDX-License-Identifier: MIT
//
// A whole FLAC file out of one that was never finished, or is damaged. Its frames are copied byte for byte up to the
// last whole one; what is garbled between two of them becomes silence, so that a position in the file stays a time on
// the clock; STREAMINFO gets the total, the frame sizes and the checksum of what a decoder makes of it. The original is
// only read.
//
// A frame whose checksums fit is taken for whole. Where a decoder does not make of the new file what its frames say,
// one of them only looked so: then each is decoded on its own before it is taken.
//
// Bounded memory, whatever the file's length. One thread. Throws FileError; then the new file is there unfinished, or
// not at all.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "earwitness/base.hpp"
#include "flac/writer.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// Frames that could not be read, and are silent now.
struct Hole {
  Frames from = 0;
  Frames frames = 0;
};

struct Repaired {
  Frames frames = 0;
  std::vector<Hole> holes;         ///< not next to each other, in order; at most limits::findings
  std::uint64_t unread_bytes = 0;  ///< that belong to no whole frame
};

/// Called with all samples of the new file, in order, in the canonical byte form.
using OnSamples = std::function<void(std::span<const std::byte>)>;
/// Called where the new file has to be made a second time: what was heard until then is void.
using OnAnew = std::function<void()>;

/// `to` is made anew, synced and closed, unless there is not one whole frame of `format`: then it is not made, and
/// `frames` is 0. The tags are the original's, where they can be read and name the recording of `tags`; else these.
[[nodiscard]] Repaired repair(os::FileSystem& fs, const os::Path& original, const os::Path& to,
                              const AudioFormat& format, const Tags& tags, const OnSamples& on_samples,
                              const OnAnew& on_anew);

}  // namespace earwitness::flac
