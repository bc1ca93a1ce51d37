// SPDX-License-Identifier: MIT
//
// What this archive remembers of the backups that were made of it: `.backups.json`, the user's own memory. It says
// which recordings were copied, when, and where to; not whether that copy is still there. Whatever is read may be
// anyone's, and what is none counts as no backup.
//
// One thread; whoever writes holds a lock.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archive/recordings.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::limits {

inline constexpr std::size_t backups = 1000;  ///< that an archive remembers
inline constexpr std::uint64_t backups_bytes = 64ULL * 1024 * 1024;

}  // namespace earwitness::limits

namespace earwitness::archive {

struct BackupMade {
  UtcTime made{};
  std::string file;                         ///< its name in `where`
  std::string where;                        ///< the folder; free text
  std::uint64_t bytes = 0;                  ///< of the file
  std::map<std::string, std::string> held;  ///< key_of() of each recording in it, and a print of what was there
  bool is_unnamed = false;  ///< written down before the file got its name; a crash may have come between
  friend bool operator==(const BackupMade&, const BackupMade&) = default;
};

/// The recording's UUID as its seal has it; of one without a seal the folder's name.
[[nodiscard]] std::string key_of(const Item& item);

/// Nothing for what is no such list. Pure functions.
[[nodiscard]] std::vector<BackupMade> parse_backups(std::string_view text);
[[nodiscard]] std::string backups_text(const std::vector<BackupMade>& backups);

/// One that had no name yet counts where the file lies under its name now. Throws FileError.
[[nodiscard]] std::vector<BackupMade> read_backups(os::FileSystem& fs, const os::Path& root);
/// Throws Error(surroundings) where what lies there is no such list, and so none of ours to replace.
void require_own_backups(os::FileSystem& fs, const os::Path& root);
/// Only the newest limits::backups of them are kept. Throws FileError.
void write_backups(os::FileSystem& fs, const os::Path& root, std::vector<BackupMade> backups);

/// The keys of all recordings that are in any of them.
[[nodiscard]] std::set<std::string> kept_elsewhere(const std::vector<BackupMade>& backups);

}  // namespace earwitness::archive
