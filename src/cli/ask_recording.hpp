// SPDX-License-Identifier: MIT
//
// One question to the recording that runs, and its answer: for the commands that only do that. One thread.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/context.hpp"
#include "control/protocol.hpp"

namespace earwitness::cli {

/// The answer, of that type. Throws Error(not_found) where none runs, what the recording reports, and
/// Error(surroundings) where it does not answer.
[[nodiscard]] nlohmann::ordered_json ask_recording(const Context& context, const control::Request& request,
                                                   const char* type);

/// A number of seconds in such an answer; 0 where there is none that makes sense.
[[nodiscard]] double seconds_in(const nlohmann::ordered_json& answer, const char* key);
[[nodiscard]] bool is_true_in(const nlohmann::ordered_json& answer, const char* key);

}  // namespace earwitness::cli
