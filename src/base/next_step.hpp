// SPDX-License-Identifier: MIT
//
// The words of a NextStep. This module has none: the one who speaks to people gives them, once and before there is a
// second thread. Any thread may ask.
#pragma once

#include <string>

#include "earwitness/base.hpp"

namespace earwitness::base {

using StepWords = std::string (*)(const NextStep& next);

void set_step_words(StepWords words) noexcept;

/// What to do, in the language that is set; empty where there is nothing to do, or where nobody gave words for it.
[[nodiscard]] std::string words_of(const NextStep& next);

}  // namespace earwitness::base
