// SPDX-License-Identifier: MIT
//
// Whether an archive is fit to be recorded into: tried by a small file that is written, synced and removed again, and
// looked at for what should not be there. Leaves nothing behind and changes nothing. One thread. Throws FileError where
// a recording could not be written either.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "archive/catalogue.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::cli {

struct ArchiveHealth {
  os::Path root;
  bool exists = false;              ///< else `start` makes it
  std::size_t open_folders = 0;     ///< that others on this computer may look into, the archive's own included
  std::vector<os::Path> leftovers;  ///< of something that was interrupted; nothing needs them
};

[[nodiscard]] ArchiveHealth look_at_archive(os::FileSystem& fs, const os::Path& root,
                                            const std::vector<archive::Item>& items);

/// The archive itself, or the folder that it would be made in.
[[nodiscard]] os::Path folder_to_write_in(os::FileSystem& fs, const os::Path& root);

/// Writes and syncs some pieces of about a second of sound each, as a recording does; how long the slowest took.
[[nodiscard]] std::chrono::nanoseconds try_disk(os::FileSystem& fs, const os::Clock& clock, const os::Path& folder);

}  // namespace earwitness::cli
