// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "flac/writer.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

/// Writes `to`, a new FLAC file of `from`'s length: seconds whose index is marked in `shown` are copied, all others are
/// digital silence. Each that is copied is held against the journal's hash on its way. Throws FileError, also where the
/// sound is not the journal's. One thread a file.
void copy_sound(os::FileSystem& fs, const os::Path& from, const os::Path& to, const journal::AudioFile& file,
                const std::vector<bool>& shown, const AudioFormat& format, const flac::Tags& tags);

}  // namespace earwitness::derive
