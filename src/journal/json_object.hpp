// SPDX-License-Identifier: MIT
//
// One line of a JSON Lines file that may be anyone's: an object of bounded depth, or nothing. Pure, any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace earwitness::journal {

/// A discarded value (`is_discarded()`) for what is not one JSON object, nests deeper than 16, or names a field twice.
[[nodiscard]] nlohmann::json parse_object(std::string_view text);

/// A field's text; empty where it is not there, or is no text.
template <typename Json>
[[nodiscard]] std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->template get<std::string>() : std::string();
}

}  // namespace earwitness::journal
