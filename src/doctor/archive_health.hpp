// SPDX-License-Identifier: MIT
//
// Whether an archive can be recorded into: tries it by a small file that it writes, syncs and removes again, and looks
// for what should not be there. Leaves nothing behind and changes nothing. One thread. Throws FileError where
// a recording could not be written either.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "archive/recordings.hpp"
#include "doctor/diagnosis.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::doctor {

struct ArchiveHealth {
  os::Path root;
  bool exists = false;              ///< else `start` makes it
  std::size_t open_folders = 0;     ///< that others on this computer may look into, the archive's own included
  std::vector<os::Path> leftovers;  ///< of something that was interrupted; nothing needs them
};

[[nodiscard]] ArchiveHealth inspect_archive(os::FileSystem& fs, const os::Path& root,
                                            const std::vector<archive::Item>& items);

/// The archive itself, or the folder that it would be made in.
[[nodiscard]] os::Path folder_to_write_in(os::FileSystem& fs, const os::Path& root);

[[nodiscard]] Diagnosis diagnose_archive(const ArchiveHealth& health);

/// Writes and syncs some chunks of about a second of sound each, as a recording does. Returns how long the slowest
/// took.
[[nodiscard]] std::chrono::nanoseconds measure_sync(os::FileSystem& fs, const os::Clock& clock, const os::Path& folder);

/// Tries there what a recording would like to do and can do without: to set room aside, to sync a folder, to lock, to
/// make a file read-only, to rename one over another. What is refused, a sentence each.
[[nodiscard]] std::vector<std::string> find_refusals(os::FileSystem& fs, const os::Path& folder);
[[nodiscard]] Diagnosis diagnose_refusals(const std::vector<std::string>& refused);

}  // namespace earwitness::doctor
