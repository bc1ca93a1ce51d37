// SPDX-License-Identifier: MIT
//
// A journal made anew by a test that changes one on purpose: its lines are numbered and chained again.
#pragma once

#include <cstddef>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "json/value.hpp"
#include "tests/json_text.hpp"

namespace earwitness::test {

/// The journal's text; each line's `seq` and `prev` are set.
inline std::string chained(std::vector<json::Value> lines) {
  std::string prev(64, '0');
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i]["seq"] = i;
    lines[i]["prev"] = prev;
    const auto line = lines[i].dump();
    prev = crypto::sha256_hex(line);
    text += line + "\n";
  }
  return text;
}

/// The text of salts.jsonl for lines that were changed or moved: `salts` is the text that fits the `old` ones. A line
/// is known by the hash that it has; one whose hash is another now, by its place.
inline std::string moved_salts(const std::string& salts, const std::vector<json::Value>& old,
                               const std::vector<json::Value>& lines) {
  std::map<std::string, std::string> by_hash;
  std::map<std::size_t, std::string> by_place;
  std::istringstream text(salts);
  for (std::string line; std::getline(text, line);) {
    const auto salt = parse_json(line);
    const auto seq = static_cast<std::size_t>(salt.at("seq").as_unsigned());
    by_place[seq] = salt.at("salt").as_string();
    if (seq < old.size() && old[seq]["sha256"].is_string()) by_hash[old[seq]["sha256"].as_string()] = by_place[seq];
  }
  std::string moved;
  for (std::size_t seq = 0; seq < lines.size(); ++seq) {
    const auto& hash = lines[seq]["sha256"];
    if (lines[seq]["event"] != "audio" || !hash.is_string()) continue;
    const auto known = by_hash.find(hash.as_string());
    const auto salt = known != by_hash.end() ? known->second : by_place[seq];
    if (!salt.empty()) moved += json::Value{{"seq", seq}, {"salt", salt}}.dump() + "\n";
  }
  return moved;
}

}  // namespace earwitness::test
