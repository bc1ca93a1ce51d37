// SPDX-License-Identifier: MIT
//
// Reads a command line by a grammar, and tells of what it could not read. The only one to know CLI11. One thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "grammar/grammar.hpp"

namespace earwitness::grammar {

struct Reading {
  const Command* command = nullptr;  ///< what was typed; nothing where no command was
  std::string answer;  ///< not empty: `--help` or `--version` was asked, and this is to be printed instead
};

/// The next line of standard input without its end; nothing at the end of it.
using LineReader = std::function<std::optional<std::string>()>;

/// Puts the values of the words (without the program's name) where the grammar says. `version` is what `--version`
/// prints. In the place of each `-` that stands for free text comes a line of `read_line`, in the order of the words.
/// `help` before a command is its `--help`. Throws Error(usage) for words that make no sense, with the one that was
/// meant where that is known.
[[nodiscard]] Reading read_words(const Command& program, std::span<const std::string> words, std::string (*version)(),
                                 const LineReader& read_line);

}  // namespace earwitness::grammar
