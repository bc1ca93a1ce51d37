// SPDX-License-Identifier: MIT
//
// A journal made anew by a test that changes one on purpose: its lines are numbered and chained again.
#pragma once

#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "json/value.hpp"

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

}  // namespace earwitness::test
