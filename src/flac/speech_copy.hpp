// SPDX-License-Identifier: MIT
//
// A FLAC file's sound as speech recognisers want it: a WAV file of 16 kHz, one channel, 16 bits. All channels are
// mixed; what lies above what 16 kHz can hold is filtered out, and not folded into the voice. One thread.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::flac {

inline constexpr std::uint32_t speech_rate = 16'000;

/// Writes `to`, a new file. Throws FileError, and Error(unknown_format) where `from` does not decode to its end, or is
/// so long that a WAV file can't hold it (37 hours).
void write_speech_copy(os::FileSystem& fs, const os::Path& from, const os::Path& to);

}  // namespace earwitness::flac
