// SPDX-License-Identifier: MIT
//
// A message on a terminal: in lines that break between words, and never within what is typed after it or copied: a
// command, a path. For text that can be shown (base::printable), which may have colours of ours. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace earwitness::terminal {

/// Lines of at most so many columns. What follows in a paragraph stands below its value or its text, where it has a
/// label (`seal    ...`, `  try: ...`). A word, command or path that is wider than the terminal is left to that.
[[nodiscard]] std::string message_lines(std::string_view text, std::size_t columns);

}  // namespace earwitness::terminal
