// SPDX-License-Identifier: MIT
//
// Room that a recording sets aside beside its bag for its own end (os/reserved_file_system.hpp), and that is still
// there after it: its process was killed, or the disk refused to remove it. One thread. Throws FileError.
#pragma once

#include <vector>

#include "archive/replace_bag.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

/// Whether it holds nothing but zeros, which is all that was ever written there, and no more than was ever set aside:
/// else somebody gave another file its name.
[[nodiscard]] bool is_only_room(os::FileSystem& fs, const os::Path& path);
/// Where it lies beside a recording that does not run.
[[nodiscard]] std::vector<os::Path> find_left_reserves(os::FileSystem& fs, const os::Path& root);
/// Removes it, where it is only room. What else has its name, or can't be removed, is left, and told.
[[nodiscard]] std::vector<LeftUnfinished> remove_left_reserves(os::FileSystem& fs, const os::Path& root);

}  // namespace earwitness::archive
