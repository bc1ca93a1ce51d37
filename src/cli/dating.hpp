// SPDX-License-Identifier: MIT
//
// What the time stamps of a recording say, for scripts and for people. Values.
#pragma once

#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "json/value.hpp"

namespace earwitness::cli {

/// Null without a dating.
[[nodiscard]] json::Value to_json(const std::optional<Dating>& dating);
/// Sentences, each a line.
[[nodiscard]] std::vector<std::string> dating_lines(const Dating& dating);

}  // namespace earwitness::cli
