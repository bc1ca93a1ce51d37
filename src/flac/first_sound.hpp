// SPDX-License-Identifier: MIT
//
// Whether a FLAC file that was never finished holds any sound: one whose recorder was killed before it had written a
// whole frame, or whose disk lost power before it got one. Reads forward, in bounded memory. The file may be anyone's.
// Any thread. Throws FileError.
#pragma once

#include <memory>
#include <optional>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// False where nothing of it can be recovered and nothing was lost: there is no whole frame, and what follows the head
/// is no more than the beginning of one, and zeros, which is what a disk shows of room that it never filled. A file
/// that holds more than that is damaged, and counts as sound. `format`: of the recording, where the file's own head
/// can't be read.
[[nodiscard]] bool may_hold_sound(std::unique_ptr<os::File> file, const std::optional<AudioFormat>& format);

}  // namespace earwitness::flac
