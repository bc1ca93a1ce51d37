// SPDX-License-Identifier: MIT
//
// Whether every player plays the same of a FLAC file: from the end of its head to its last byte it is just the frames
// that it declares, one behind the other, numbered 0, 1, 2 ..., each with its format and its block size, whole, and of
// samples that every decoder makes of it alike. So there is nothing that one player passes over and the next one plays:
// no second stream, no sound behind a broken frame or behind the end, no frame that is hidden within another one.
//
// It does not ask which samples these are: hashes do. One thread. Time linear in the bytes and the declared samples.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "earwitness/base.hpp"
#include "flac/stream_head.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

struct StreamFault {
  std::uint64_t offset = 0;  ///< byte of the file
  Frames at = 0;             ///< sample that would come there
  std::string detail;        ///< a sentence
};

/// The first thing that is not so; nothing where all is. `head` is the file's own and has no fault. `frames`: how many
/// samples of each channel there must be; what is more is not looked at. `is_recovered`: by whichever release, so that
/// a frame of silence may stand where a garbled one was. Throws FileError.
[[nodiscard]] std::optional<StreamFault> find_stream_fault(std::unique_ptr<os::File> file, const StreamHead& head,
                                                           const AudioFormat& format, Frames frames,
                                                           bool is_recovered = false);

}  // namespace earwitness::flac
