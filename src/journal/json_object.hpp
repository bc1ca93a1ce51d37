// SPDX-License-Identifier: MIT
//
// One line of a JSON Lines file that may be anyone's: an object of bounded depth, or nothing. Pure, any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace earwitness::journal {

/// A discarded value (`is_discarded()`) for what is not one JSON object, nests deeper than 16, or names a field twice.
[[nodiscard]] nlohmann::json parse_object(std::string_view text);

}  // namespace earwitness::journal
