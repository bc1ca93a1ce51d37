// SPDX-License-Identifier: MIT
//
// One JSON object a line, within limits::control_message_bytes and limits::control_depth, from an end of the socket
// that is not trusted. Pure functions, any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace earwitness::control {

/// Nothing if it is anything else than such an object. Never throws but for want of memory.
[[nodiscard]] std::optional<nlohmann::ordered_json> parse_line(std::string_view line);

/// With its newline; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string line_of(const nlohmann::ordered_json& object);

/// Takes the first whole line off the text, without its newline.
[[nodiscard]] std::optional<std::string> take_line(std::string& text);

}  // namespace earwitness::control
