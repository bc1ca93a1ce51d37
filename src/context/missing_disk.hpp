// SPDX-License-Identifier: MIT
//
// An archive that belongs on a disk that is not plugged in: its folder would be made on the computer's own disk, where
// nobody looks for it, and where others may. Which disk an archive was on is remembered beside the settings,
// `disks.json`, where that is another one than the home folder's. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "context/context.hpp"

namespace earwitness::context {

/// Whether systems mount disks there that come and go: `/media`, `/run/media`, `/mnt`. A pure function.
[[nodiscard]] bool is_place_for_disks(const os::Path& path);

/// Where an archive was when something was last recorded in it.
struct ArchiveDisk {
  std::string archive;
  std::string mounted_at;  ///< the folder where its file system begins
  std::string id;          ///< of the file system; empty: it has none, or nothing tells it
  friend bool operator==(const ArchiveDisk&, const ArchiveDisk&) = default;
};
/// The newest last. Whatever can't be read is left out: it only keeps from a mistake.
[[nodiscard]] std::vector<ArchiveDisk> parse_archive_disks(std::string_view text);
[[nodiscard]] std::string archive_disks_text(const std::vector<ArchiveDisk>& disks);

/// Before an archive's folder is made. Throws Error(surroundings) where it is not there and was on a disk that is not
/// plugged in. A warning where it lies in a place for disks and nothing is mounted there; what was asked for goes on.
void require_disk_of(const Context& context, const os::Path& archive);
/// Afterwards. Whatever keeps it from being remembered is left at that.
void remember_disk_of(const Context& context, const os::Path& archive) noexcept;

}  // namespace earwitness::context
