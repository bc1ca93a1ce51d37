// SPDX-License-Identifier: MIT
//
// How a recording's end is told, by `stop` and by `start` in the foreground alike: the path alone, its length and seal,
// then every warning of the recording once more, and what a check of the sealed files found.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"

namespace earwitness::cli {

/// `sealed` is the message of type `sealed` (control/protocol.hpp): path, recording, seal, frames, seconds,
/// lost_frames, reason, warnings. Verifies what lies at its path: `checked` is added to the document. Returns done or
/// altered. Throws Error(surroundings) if it is not such a message.
ExitCode print_sealed(const nlohmann::ordered_json& sealed, bool as_json);

}  // namespace earwitness::cli
