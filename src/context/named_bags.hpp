// SPDX-License-Identifier: MIT
//
// The bags that a person means by what they type for `verify`: those of a recording, of a folder that was handed over,
// or of the whole archive. What is left out is said. One thread.
#pragma once

#include <string>
#include <vector>

#include "context/context.hpp"
#include "verify/scope.hpp"

namespace earwitness::context {

/// What a word, or the archive, names.
struct NamedBags {
  std::vector<BagInScope> bags;
  os::Path shown_from;  ///< names in the answer are told from here; empty: as they are
  os::Path archive;     ///< in whose bin they may be; empty: in none
};

/// `word` is a name or a path, `own` the user's archive. Throws Error(not_found), also for a packed file.
[[nodiscard]] NamedBags bags_named(const Context& context, const std::string& word, const os::Path& own);
/// A folder from which the recording was taken away may still hold what was made of it.
[[nodiscard]] std::vector<NamedBags> all_of_archive(const Context& context);
/// Whatever it holds: anyone may have called it so.
void tell_not_checked(const os::Path& path);

}  // namespace earwitness::context
