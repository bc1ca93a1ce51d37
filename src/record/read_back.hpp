// SPDX-License-Identifier: MIT
//
// For a finished FLAC file whose last writes or sync failed, of which nobody knows what the disk has kept: whether it
// can be read back as it was written, and a copy of it that the disk does keep. One thread.
#pragma once

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::record {

/// True if it decodes without damage to just `frames` frames whose MD5 is the one in its header. Never throws for what
/// is wrong with the file: then it is false.
[[nodiscard]] bool reads_back(os::FileSystem& fs, const os::Path& path, Frames frames);

/// Puts a copy in the place of the file, byte for byte, that was synced as a new one: a sync that failed is never tried
/// again on the same file. False where that fails too; then the file is as it was.
[[nodiscard]] bool replace_by_synced_copy(os::FileSystem& fs, const os::Path& path) noexcept;

}  // namespace earwitness::record
