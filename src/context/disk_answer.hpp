// SPDX-License-Identifier: MIT
//
// No command waits for ever for a disk that does not answer: it says so, and ends. One thread.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::context {

/// Once for each path in a run, before anything of it is used. A disk that slept has the time to wake up; after a
/// moment it is said what is waited for. Throws Error(surroundings).
void require_disk_answer(const os::Path& path);
/// Each time anew, and without a word. Waits as long.
[[nodiscard]] bool does_disk_answer(const os::Path& path);

}  // namespace earwitness::context
