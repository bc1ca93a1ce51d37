// SPDX-License-Identifier: MIT
//
// All commands and options, in the language that the program speaks. The words are read by it, and `--help`, the manual
// pages and completion are made from it, so that none of them can say something else. One thread.
//
// What a value is stands in its type name: `PATH|NAME` is a recording, `FILE` and `DIR` are paths, and lower-case words
// between bars, as in `en|nl`, are all that it can be.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/context.hpp"

namespace earwitness::cli {

/// The context outlives it.
[[nodiscard]] std::unique_ptr<CLI::App> make_grammar(Context& context);

}  // namespace earwitness::cli
