// SPDX-License-Identifier: MIT
#include "base/plain_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace earwitness::base {

bool is_plain_text(std::string_view text, std::size_t limit) noexcept {
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '"' && c != '\\';
  };
  return !text.empty() && text.size() <= limit && is_valid_utf8(text) &&
         std::all_of(text.begin(), text.end(), is_plain);
}

}  // namespace earwitness::base
