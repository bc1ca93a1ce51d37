// SPDX-License-Identifier: MIT
//
// A list of checks, as every command that verifies something shows it.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "earwitness/verify.hpp"

namespace earwitness::cli {

[[nodiscard]] nlohmann::ordered_json to_json(const Check& check);
void print_checks(const std::vector<Check>& checks);

}  // namespace earwitness::cli
