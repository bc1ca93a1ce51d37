// SPDX-License-Identifier: MIT
//
// What a check of a recording found, for people and for scripts. Words: unchanged, altered, missing, not sealed.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "earwitness/verify.hpp"

namespace earwitness::cli {

/// done, altered, or unconfirmed where there is no seal and nothing else is wrong.
[[nodiscard]] ExitCode exit_code(const Verification& found);
[[nodiscard]] nlohmann::ordered_json to_json(const Verification& found);
/// The verdict first, then each check, what is not as it was, what the recorder itself declared as lost, and what none
/// of this shows.
void print_verification(const Verification& found);

}  // namespace earwitness::cli
