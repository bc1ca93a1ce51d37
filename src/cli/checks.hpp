// SPDX-License-Identifier: MIT
//
// A list of checks, as every command that verifies something shows it.
#pragma once

#include <vector>

#include "earwitness/verify.hpp"
#include "json/value.hpp"

namespace earwitness::cli {

[[nodiscard]] json::Value to_json(const Check& check);
void print_checks(const std::vector<Check>& checks);

}  // namespace earwitness::cli
