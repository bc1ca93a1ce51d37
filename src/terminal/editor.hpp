// SPDX-License-Identifier: MIT
//
// The user's own editor, at this terminal. One thread.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::terminal {

/// Opens the user's editor at this terminal: $VISUAL, $EDITOR, else sensible-editor, nano, vi; false: there is none.
/// Throws Error(surroundings) where it did not end well.
[[nodiscard]] bool open_editor(const os::Path& file);

}  // namespace earwitness::terminal
