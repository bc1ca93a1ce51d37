// SPDX-License-Identifier: MIT
//
// The one way in which words for people reach a terminal: in lines of its width (message_lines.hpp). What goes into a
// pipe or a file stays as it is, one line a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "os/terminal.hpp"

namespace earwitness::terminal {

/// As it is to be written to that stream.
[[nodiscard]] std::string fitted(std::string_view text, os::Stream stream);

/// Whether a line on stderr can be written anew: on a terminal that takes back what it shows (TERM is not `dumb`).
[[nodiscard]] bool can_draw();

/// To stderr, fitted; throws nothing.
void say(std::string_view text) noexcept;

}  // namespace earwitness::terminal
