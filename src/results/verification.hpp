// SPDX-License-Identifier: MIT
//
// What a check of a recording found, for people and for scripts. The words are those of verify.hpp.
#pragma once

#include <vector>

#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::results {

/// done; altered; unconfirmed where there is no seal and nothing else is wrong, or where something that is required
/// could not be confirmed.
[[nodiscard]] terminal::ExitCode exit_code(const Verification& found, const Requirements& required = {});
[[nodiscard]] json::Value to_json(const Verification& found, const Requirements& required = {});
/// The verdict first, then what was required and is not confirmed, each check, what is not as it was, what the recorder
/// itself declared as lost, and what none of this shows.
void print_verification(const Verification& found, const Requirements& required = {});

/// Of something that a system leaves in folders by itself, by whichever check it was found.
[[nodiscard]] bool is_litter(const Finding& finding) noexcept;

/// A list of checks, as every command that verifies something shows it.
[[nodiscard]] json::Value to_json(const Check& check);
void print_checks(const std::vector<Check>& checks);

}  // namespace earwitness::results
