// SPDX-License-Identifier: MIT
#include "terminal/columns.hpp"

#include "os/character_width.hpp"

namespace earwitness::terminal {

std::size_t character_bytes(unsigned char lead) noexcept {
  if (lead >= 0xF0) return 4;
  if (lead >= 0xE0) return 3;
  return lead >= 0xC2 ? 2 : 1;
}

std::size_t columns_of(std::string_view text) noexcept {
  const os::CharacterWidths widths;
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto character = widths.first_of(text);
    columns += character.columns;
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string first_columns(std::string_view text, std::size_t columns) {
  const os::CharacterWidths widths;
  std::size_t at = 0;
  for (std::size_t used = 0; at < text.size();) {
    const auto character = widths.first_of(text.substr(at));
    used += character.columns;
    if (used > columns) break;
    at += character.bytes;
  }
  return std::string(text.substr(0, at));
}

std::string last_columns(std::string_view text, std::size_t columns) {
  auto used = columns_of(text);
  const os::CharacterWidths widths;
  while (used > columns) {
    const auto character = widths.first_of(text);
    used -= character.columns;
    text.remove_prefix(character.bytes);
  }
  return std::string(text);
}

std::string padded(std::string_view text, std::size_t columns) {
  const auto used = columns_of(text);
  return std::string(text) + std::string(used < columns ? columns - used : 0, ' ');
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string lines;
  std::size_t used = 0;
  bool is_first_of_line = true;
  while (!text.empty()) {
    const auto blanks = std::min(text.find_first_not_of(' '), text.size());
    const auto end = std::min(text.find(' ', blanks), text.size());
    const auto word = text.substr(blanks, end - blanks);
    const auto width = columns_of(word);
    if (!is_first_of_line && used + blanks + width > columns) {
      lines += "\n" + std::string(indent, ' ');
      used = indent;
    } else {
      lines += text.substr(0, blanks);
      used += blanks;
    }
    lines += word;
    used += width;
    is_first_of_line = false;
    text.remove_prefix(end);
  }
  return lines;
}

}  // namespace earwitness::terminal
