// SPDX-License-Identifier: MIT
#include "base/fold.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace earwitness::base {

namespace {

/// U+00C0 to U+017F, each as what it comes from; a blank: it stays as it is.
constexpr std::array<std::string_view, 0xC0> latin{
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // C0
    "d", "n", "o",  "o",  "o", "o", "o",  " ", "o", "u", "u", "u", "u", "y", "th", "ss",  // D0
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // E0
    "d", "n", "o",  "o",  "o", "o", "o",  " ", "o", "u", "u", "u", "u", "y", "th", "y",   // F0
    "a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",   // 100
    "d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",   // 110
    "g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",   // 120
    "i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",   // 130
    "l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",   // 140
    "o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",   // 150
    "s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",   // 160
    "u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s"};  // 170

struct Point {
  char32_t value = 0;
  std::size_t bytes = 1;
};

/// Of the shape of UTF-8; anything else is one byte by itself, which no rule below changes.
Point first_point(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (length == 1 || lead > 0xF4 || text.size() < length) return {0, 1};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0, 1};
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  return {value, length};
}

/// Two bytes, which is all that is asked for here.
void append_two(std::string& text, char32_t c) {
  text += static_cast<char>(0xC0U | (c >> 6U));
  text += static_cast<char>(0x80U | (c & 0x3FU));
}

/// `from` gets, for each byte that is added, where in `whole` it comes from; may be null.
void fold_into(std::string_view whole, std::string& into, std::vector<std::size_t>* from) {
  std::size_t at = 0;
  while (at < whole.size()) {
    const auto point = first_point(whole.substr(at));
    const auto c = point.value;
    if (c >= 'A' && c <= 'Z') {
      into += static_cast<char>(c - 'A' + 'a');
    } else if (c >= 0xC0 && c <= 0x17F && latin[c - 0xC0] != " ") {
      into += latin[c - 0xC0];
    } else if (c >= 0x300 && c <= 0x36F) {  // a mark on the letter before it
    } else if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) {
      append_two(into, c + 0x20);
    } else if (c >= 0x400 && c <= 0x40F) {
      append_two(into, c + 0x50);
    } else {
      into += whole.substr(at, point.bytes);
    }
    if (from != nullptr) from->resize(into.size(), at);
    at += point.bytes;
  }
}

bool is_inside_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string folded(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  fold_into(text, result, nullptr);
  return result;
}

std::optional<std::size_t> find_folded(std::string_view text, std::string_view word) {
  std::string plain;
  plain.reserve(text.size());
  std::vector<std::size_t> from;
  fold_into(text, plain, &from);
  const auto at = plain.find(word);
  if (at == std::string::npos || word.empty()) return std::nullopt;
  return from[at];
}

std::string words_around(std::string_view text, std::size_t at, std::size_t bytes) {
  auto begin = at > bytes / 3 ? at - bytes / 3 : 0;
  while (begin > 0 && is_inside_character(text[begin])) --begin;
  auto end = std::min(text.size(), begin + bytes);
  while (end < text.size() && end > begin && is_inside_character(text[end])) --end;
  std::string piece;
  if (begin > 0) piece += "...";
  piece += text.substr(begin, end - begin);
  if (end < text.size()) piece += "...";
  std::replace_if(
      piece.begin(), piece.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return piece;
}

}  // namespace earwitness::base
