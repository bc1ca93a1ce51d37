// SPDX-License-Identifier: MIT
//
// The words of each NextStep, most of them a command to type. Nothing below `pages` knows commands and options.
#pragma once

#include <string>

#include "earwitness/base.hpp"

namespace earwitness::results {

/// For base::set_step_words(): in the language that is set.
[[nodiscard]] std::string words_of_step(const NextStep& next);

}  // namespace earwitness::results
