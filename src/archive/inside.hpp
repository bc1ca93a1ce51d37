// SPDX-License-Identifier: MIT
//
// Whether something lies in an archive: the one answer for whoever treats what is the user's own in another way than
// what they were handed.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::archive {

/// `path` is `folder` or below it, links followed on both sides, so that two names of one place give one answer. An
/// empty folder holds nothing. Neither needs to exist. Throws nothing: a path that can't be looked at names itself.
[[nodiscard]] bool is_inside(const os::Path& path, const os::Path& folder);

}  // namespace earwitness::archive
