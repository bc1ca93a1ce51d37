// SPDX-License-Identifier: MIT
//
// The whole program behind main(): reads the words, runs the command, turns what went wrong into an exit code.
#pragma once

#include <span>
#include <string>

#include "context/context.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::cli {

/// Reads the words (without the program's name) and runs their command in that world. Throws what the command throws,
/// and Error(usage) for words that make no sense.
[[nodiscard]] terminal::ExitCode run_words(std::span<const std::string> words, context::Context& context);

/// What main() does.
[[nodiscard]] int run(int argc, const char* const* argv) noexcept;

}  // namespace earwitness::cli
