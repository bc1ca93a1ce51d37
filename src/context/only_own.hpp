// SPDX-License-Identifier: MIT
//
// What others than the user could have written is not believed: said once, with what to type, and gone on without.
// One thread.
#pragma once

#include <string>

#include "os/file_system.hpp"

namespace earwitness::context {

/// Why `path` is not to be believed, and what to type; both empty where only the user can write it, or where nothing
/// is.
struct Doubt {
  std::string reason;
  std::string next;
};
[[nodiscard]] Doubt doubt_about(const os::Path& path);

/// Whether only the user can write it. If not, a warning says so and that it is not used, once for each path in a run.
[[nodiscard]] bool is_only_own(const os::Path& path);
/// The same without a word.
[[nodiscard]] bool is_only_own_quietly(const os::Path& path);

/// A warning where the home folder is another user's, as with `sudo -E` and `su -m`: what is made there now that user
/// can't open.
void warn_of_foreign_home();

}  // namespace earwitness::context
