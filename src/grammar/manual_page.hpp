// SPDX-License-Identifier: MIT
//
// The manual pages, one for the program and one for each command, made of the grammar that also makes `--help`, in the
// language that is set. One thread.
#pragma once

#include <string>
#include <vector>

#include "grammar/grammar.hpp"

namespace earwitness::grammar {

struct ManualPage {
  std::string name;  ///< `earwitness-start`
  std::string text;  ///< roff
};

/// `date` of all of them, as in 2026-11-28. The program's own comes first.
[[nodiscard]] std::vector<ManualPage> manual_pages(const Command& program, const std::string& date);

}  // namespace earwitness::grammar
