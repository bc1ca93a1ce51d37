// SPDX-License-Identifier: MIT
//
// The conversation that a person names, for commands that change something in the archive. One thread.
#pragma once

#include <string>

#include "cli/context.hpp"
#include "os/lock.hpp"

namespace earwitness::cli {

/// The folder of a conversation; for its `recording/` or `recovered/` the one that they lie in. Absolute. Throws
/// Error(not_found).
[[nodiscard]] os::Path conversation_of(const Context& context, const std::string& word);

/// The same, and an archive's own: other folders that hold a bag are not changed. Throws Error(not_found).
[[nodiscard]] os::Path archived_conversation(const Context& context, const std::string& word);

/// Held by whoever changes what lies in the archive: two at once would take each other's work for a leftover. What a
/// crash left of a change is completed where it is proven to be that, else it is warned of. Throws Error(surroundings).
[[nodiscard]] os::Lock claim_changes(const Context& context, const os::Path& archive);

/// Held by whoever has a recording's text in an editor, or takes it away. Throws Error(surroundings).
[[nodiscard]] os::Lock claim_typing(const Context& context, const os::Path& conversation);

/// Whose process may still be there is not for us: it seals by itself. Throws Error(surroundings).
void refuse_running(const os::Path& conversation);

}  // namespace earwitness::cli
