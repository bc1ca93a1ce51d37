// SPDX-License-Identifier: MIT
#include "control/json_line.hpp"

#include "base/limits.hpp"

namespace earwitness::control {

std::optional<nlohmann::ordered_json> parse_line(std::string_view line) {
  if (line.size() > limits::control_message_bytes) return std::nullopt;
  bool too_deep = false;
  const auto keep = [&](int depth, nlohmann::ordered_json::parse_event_t, nlohmann::ordered_json&) {
    too_deep = too_deep || depth > limits::control_depth;
    return !too_deep;
  };
  auto object = nlohmann::ordered_json::parse(line.begin(), line.end(), keep, /*allow_exceptions=*/false);
  if (too_deep || !object.is_object()) return std::nullopt;
  return object;
}

std::string line_of(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::optional<std::string> take_line(std::string& text) {
  const auto end = text.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = text.substr(0, end);
  text.erase(0, end + 1);
  return line;
}

}  // namespace earwitness::control
