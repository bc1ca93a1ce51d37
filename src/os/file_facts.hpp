// SPDX-License-Identifier: MIT
//
// What a file system says of a file besides its bytes. It proves nothing: anybody may set it.
#pragma once

#include <optional>
#include <string>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

/// When the file was last changed; nothing where that can't be told.
[[nodiscard]] std::optional<UtcTime> last_changed(const Path& path) noexcept;

/// Whether both lie on one file system; nothing where that can't be told.
[[nodiscard]] std::optional<bool> on_one_disk(const Path& a, const Path& b) noexcept;

/// A file system, as it is told from others.
struct Disk {
  Path mounted_at;  ///< the folder where it begins
  std::string id;   ///< its UUID, as the system lists it; empty: it has none, or nothing lists it
};
/// Of the one that this folder or file lies on; nothing where that can't be told.
[[nodiscard]] std::optional<Disk> disk_of(const Path& path) noexcept;

}  // namespace earwitness::os
