// SPDX-License-Identifier: MIT
#include "journal/json_object.hpp"

#include <set>
#include <string>
#include <vector>

namespace earwitness::journal {

namespace {

constexpr int deepest = 16;

}  // namespace

nlohmann::json parse_object(std::string_view text) {
  using Event = nlohmann::json::parse_event_t;
  bool refused = false;
  std::vector<std::set<std::string>> names;
  const auto watch = [&](int depth, Event event, nlohmann::json& value) {
    if (depth > deepest) refused = true;
    // Two readers could take two different values for a name that stands twice.
    if (event == Event::object_start) names.emplace_back();
    if (event == Event::key && !names.back().insert(value.get<std::string>()).second) refused = true;
    if (event == Event::object_end) names.pop_back();
    return !refused;
  };
  auto parsed = nlohmann::json::parse(text.begin(), text.end(), watch, false);
  if (refused || !parsed.is_object()) return nlohmann::json(nlohmann::json::value_t::discarded);
  return parsed;
}

}  // namespace earwitness::journal
