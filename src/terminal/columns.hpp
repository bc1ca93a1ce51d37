// SPDX-License-Identifier: MIT
//
// How much room a text takes on a terminal: in columns, which are neither bytes nor characters. For text that can be
// shown (base::printable). Pure functions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace earwitness::terminal {

/// Of the character in UTF-8 that begins with this byte; 1 for what begins none.
[[nodiscard]] std::size_t character_bytes(unsigned char lead) noexcept;
/// How many columns a terminal takes for it.
[[nodiscard]] std::size_t columns_of(std::string_view text) noexcept;
/// Its beginning, as much of it as fits.
[[nodiscard]] std::string first_columns(std::string_view text, std::size_t columns);
/// Its end, as much of it as fits.
[[nodiscard]] std::string last_columns(std::string_view text, std::size_t columns);
/// With blanks behind it up to so many columns, for a table.
[[nodiscard]] std::string padded(std::string_view text, std::size_t columns);

/// The text in lines of at most so many columns, broken at blanks; a word that is longer stays whole. Lines after the
/// first begin with so many blanks, which count. No newline at its end.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent = 0);

/// So many columns has the widest of what `text` gives for each of them.
template <typename Items, typename Text>
[[nodiscard]] std::size_t widest(const Items& items, Text text) {
  std::size_t columns = 0;
  for (const auto& item : items) columns = std::max(columns, columns_of(text(item)));
  return columns;
}

}  // namespace earwitness::terminal
