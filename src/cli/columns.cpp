// SPDX-License-Identifier: MIT
#include "cli/columns.hpp"

#include <algorithm>

namespace earwitness::cli {

namespace {

std::size_t width_of(std::string_view character) noexcept {
  constexpr std::string_view first_wide = "\xE1\x84\x80";  // Hangul; what takes one after all only leaves room
  constexpr std::string_view dashes = "\xE2\x80\x80";      // and quotation marks, the euro: in sentences everywhere
  constexpr std::string_view dashes_end = "\xE2\x83\x90";
  const bool is_narrow = character.size() < 3 || character < first_wide;
  return is_narrow || (character >= dashes && character < dashes_end) ? 1 : 2;
}

std::size_t bytes_at(std::string_view text, std::size_t at) noexcept {
  return std::min(character_bytes(static_cast<unsigned char>(text[at])), text.size() - at);
}

}  // namespace

std::size_t character_bytes(unsigned char lead) noexcept {
  if (lead >= 0xF0) return 4;
  if (lead >= 0xE0) return 3;
  return lead >= 0xC2 ? 2 : 1;
}

std::size_t columns_of(std::string_view text) noexcept {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size(); at += bytes_at(text, at))
    columns += width_of(text.substr(at, bytes_at(text, at)));
  return columns;
}

std::string first_columns(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  for (std::size_t used = 0; at < text.size(); at += bytes_at(text, at)) {
    used += width_of(text.substr(at, bytes_at(text, at)));
    if (used > columns) break;
  }
  return std::string(text.substr(0, at));
}

std::string last_columns(std::string_view text, std::size_t columns) {
  while (columns_of(text) > columns) text.remove_prefix(bytes_at(text, 0));
  return std::string(text);
}

std::string padded(std::string_view text, std::size_t columns) {
  const auto used = columns_of(text);
  return std::string(text) + std::string(used < columns ? columns - used : 0, ' ');
}

}  // namespace earwitness::cli
