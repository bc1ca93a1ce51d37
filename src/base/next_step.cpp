// SPDX-License-Identifier: MIT
#include "base/next_step.hpp"

namespace earwitness::base {

namespace {

StepWords step_words = nullptr;

}  // namespace

void set_step_words(StepWords words) noexcept { step_words = words; }

std::string words_of(const NextStep& next) {
  if (next.step == Step::advice) return next.subject;
  return next.step == Step::none || step_words == nullptr ? std::string() : step_words(next);
}

}  // namespace earwitness::base
