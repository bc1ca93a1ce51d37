// SPDX-License-Identifier: MIT
//
// What a shell's completion is answered: the words of this program's grammar, and names of this archive and this
// computer. One thread.
#pragma once

#include <span>
#include <string>

#include "context/context.hpp"

namespace earwitness::cli {

/// What `earwitness __complete WORD ...` prints. Never fails: what can't be known is left out.
[[nodiscard]] std::string answer_shell(std::span<const std::string> words, context::Context& context);

}  // namespace earwitness::cli
