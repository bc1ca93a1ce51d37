// SPDX-License-Identifier: MIT
//
// A part of a FLAC file as a file of its own that a decoder takes: a header made anew, the bytes of some frames, and
// one last frame, the mark, of samples that nobody could foresee.
//
// What it is for: parts that are decoded apart must be what one decoder would have heard going through the whole. A
// decoder that comes to the mark at the sample where it must, and gives it as it is, stood between two frames at the
// part's end; so the decoder of the whole goes on there as the next part's does. Without it, sound could be hidden
// between two parts: a frame that begins in one and swallows the beginning of the next is dropped by both.
//
// For reading, one thread. Throws FileError.
#pragma once

#include <memory>
#include <vector>

#include "flac/frame_cuts.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// Samples of a mark, from the system's random numbers.
[[nodiscard]] std::vector<std::byte> random_mark(const AudioFormat& format);

/// The bytes from `from` to `to`, then the mark.
[[nodiscard]] std::unique_ptr<os::File> marked_part(std::unique_ptr<os::File> file, const AudioFormat& format,
                                                    const Cut& from, const Cut& to, std::span<const std::byte> mark);

}  // namespace earwitness::flac
