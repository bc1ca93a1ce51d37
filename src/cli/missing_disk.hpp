// SPDX-License-Identifier: MIT
//
// An archive that belongs on a disk that is not plugged in: its folder would be made on the computer's own disk, where
// nobody looks for it, and where others may. One thread.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::cli {

/// Whether systems mount disks there that come and go: `/media`, `/run/media`, `/mnt`. A pure function.
[[nodiscard]] bool is_place_for_disks(const os::Path& path);

/// A warning where the archive lies in such a place and nothing is mounted there. What was asked for goes on.
void warn_of_missing_disk(os::FileSystem& fs, const os::Path& archive);

}  // namespace earwitness::cli
