// SPDX-License-Identifier: MIT
//
// What a person must hear before a recording, or a part of it, is deleted for good, and after it: which one it is, and
// where copies are that no command reaches. Read-only; what is read may be anyone's. One thread. Throws FileError.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::results {

/// `2026-11-24_07-55-57_review ("Review", 24 November 2026, 07:55:57, 12:34 long)`, as far as its seal or label tells.
[[nodiscard]] std::string described(os::FileSystem& fs, const os::Path& conversation);

struct CopyElsewhere {
  os::Path path;
  bool is_there = false;  ///< it can be seen from here now
};

/// Backups that hold the recording, as the archive remembers them, the oldest first; and other folders of the archive,
/// and of its bin, that hold it, or an excerpt or a transcript of it.
[[nodiscard]] std::vector<CopyElsewhere> copies_elsewhere(os::FileSystem& fs, const os::Path& archive,
                                                          const os::Path& conversation, const std::string& recording);
/// Tells them as a warning, with those that can't be known.
void warn_of_copies(const std::vector<CopyElsewhere>& copies);

}  // namespace earwitness::results
