// SPDX-License-Identifier: MIT
//
// JSON that a test knows to be whole.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "json/reader.hpp"

namespace earwitness::test {

/// Throws std::runtime_error, with the text, for what is no document.
inline json::Value parse_json(std::string_view text) {
  auto value = json::parse(text, json::document);
  if (!value) throw std::runtime_error("not JSON: " + std::string(text));
  return std::move(*value);
}

}  // namespace earwitness::test
