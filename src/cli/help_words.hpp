// SPDX-License-Identifier: MIT
//
// CLI11's own words, of its help and of what it finds wrong, in the language that the program speaks. One thread.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace earwitness::cli {

/// The help of this command, and of its own commands that are added later.
void speak_help(CLI::App& app);

/// What is wrong, as a sentence. In English that is CLI11's own.
[[nodiscard]] std::string in_words(const CLI::ParseError& error);

}  // namespace earwitness::cli
