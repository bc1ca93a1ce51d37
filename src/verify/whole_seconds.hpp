// SPDX-License-Identifier: MIT
//
// The sound of a damaged audio file as far as it holds: a copy in which each second whose samples are those that the
// journal has the hash of stands in its place, and silence in the place of every other one. To be listened to, never to
// be checked. One thread. Throws FileError.
#pragma once

#include <cstddef>

#include "earwitness/base.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

/// Writes `to`, a new FLAC file of the length that the journal says. Returns how many seconds hold.
std::size_t write_whole_seconds(os::FileSystem& fs, const os::Path& from, const os::Path& to,
                                const journal::AudioFile& file, const AudioFormat& format);

}  // namespace earwitness::verify_detail
