// SPDX-License-Identifier: MIT
//
// What holding an archive against its ledger found, for people and for scripts.
#pragma once

#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::results {

/// altered where something is missing, exchanged or not in it; else done, also where there is no ledger.
[[nodiscard]] terminal::ExitCode exit_code(const LedgerVerification& found);
[[nodiscard]] json::Value to_json(const LedgerVerification& found);
/// The verdict first, then each check, what does not agree, what was deleted, and what none of this shows.
void print_ledger(const LedgerVerification& found);
/// What is no finding and still to be known.
void print_ledger_remarks(const LedgerVerification& found);

}  // namespace earwitness::results
