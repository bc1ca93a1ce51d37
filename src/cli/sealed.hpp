// SPDX-License-Identifier: MIT
//
// How a recording's end is told, by `stop` and by `start` in the foreground alike: the path alone, its length and seal,
// then every warning of the recording once more, and what a check of the sealed files found.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/exit_code.hpp"
#include "earwitness/verify.hpp"

namespace earwitness::cli {

/// `sealed` is the message of type `sealed` (control/protocol.hpp): path, recording, seal, frames, seconds,
/// lost_frames, reason, warnings. Verifies what lies at its path, with what the checker brings along: `checked` is
/// added to the document, and `dated`: that a time stamp shows its date, under a root that the checker named. Returns
/// done or altered. Throws Error(surroundings) if it is not such a message.
ExitCode print_sealed(const nlohmann::ordered_json& sealed, bool as_json, const Checker& checker = {});

/// What time stamps say of a seal, by the fields that Stamping::stamp_seal() gives; `name` is what to type for it.
void print_date(const nlohmann::ordered_json& sealed, const std::string& name);

}  // namespace earwitness::cli
