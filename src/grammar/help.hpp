// SPDX-License-Identifier: MIT
//
// What `--help` shows, made from the grammar: of a command how it is typed, what it takes, and an example; of the
// program its commands, in groups by when one needs them, on one screen. Pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "grammar/grammar.hpp"

namespace earwitness::grammar {

/// In lines of at most so many columns, broken between words.
[[nodiscard]] std::string help_text(const Command& command, std::size_t columns);

/// As wide as the terminal is, and no wider than what can be read well; 80 where there is none.
[[nodiscard]] std::size_t help_columns();

}  // namespace earwitness::grammar
