// SPDX-License-Identifier: MIT
#include "cli/keyboard.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace earwitness::cli {

namespace {

constexpr char escape = 0x1B;

unsigned char byte_at(std::string_view text, std::size_t at) noexcept { return static_cast<unsigned char>(text[at]); }

/// Of the character that begins so; 1 for what begins none.
std::size_t length_of(unsigned char lead) noexcept {
  if (lead >= 0xF0) return 4;
  if (lead >= 0xE0) return 3;
  return lead >= 0xC2 ? 2 : 1;
}

bool continues(unsigned char byte) noexcept { return (byte & 0xC0U) == 0x80U; }

/// Bytes of a sequence that begins with Escape; 1: the key itself. One that is cut counts as whole.
std::size_t sequence_bytes(std::string_view text) noexcept {
  if (text.size() < 2 || (text[1] != '[' && text[1] != 'O')) return 1;
  std::size_t at = 2;
  while (at < text.size() && (byte_at(text, at) < 0x40 || byte_at(text, at) > 0x7E)) ++at;
  return std::min(at + 1, text.size());
}

std::size_t width_of(std::string_view character) noexcept {
  // From Hangul on many take two columns; that some take one only leaves room.
  return character.size() >= 3 && character >= std::string_view("\xE1\x84\x80") ? 2 : 1;
}

std::size_t bytes_at(std::string_view text, std::size_t at) noexcept {
  return std::min(length_of(byte_at(text, at)), text.size() - at);
}

}  // namespace

std::vector<Key> Keyboard::take(std::string_view bytes) {
  rest_ += bytes;
  std::string_view left = rest_;
  std::vector<Key> keys;
  while (!left.empty()) {
    const auto first = byte_at(left, 0);
    std::size_t used = 1;
    if (left[0] == escape) {
      used = sequence_bytes(left);
      if (used == 1) keys.push_back({Key::What::escape});
    } else if (first == '\r' || first == '\n' || first == 4) {
      keys.push_back({Key::What::enter});
    } else if (first == 8 || first == 127) {
      keys.push_back({Key::What::backspace});
    } else if (first == 21) {
      keys.push_back({Key::What::clear});
    } else {
      const auto length = length_of(first);
      const auto whole = left.substr(0, length);
      const auto follows = whole.substr(1);
      if (whole.size() < length && std::all_of(follows.begin(), follows.end(),
                                               [](char c) { return continues(static_cast<unsigned char>(c)); })) {
        break;  // its other half comes
      }
      if (base::is_valid_utf8(whole) && base::printable(whole) == whole) {
        keys.push_back({Key::What::character, std::string(whole)});
        used = length;
      }
    }
    left.remove_prefix(used);
  }
  rest_ = std::string(left);
  return keys;
}

void TypedLine::take(const Key& key) {
  switch (key.what) {
    case Key::What::character:
      if (text_.size() + key.character.size() <= most_bytes_) text_ += key.character;
      break;
    case Key::What::backspace:
      while (!text_.empty() && continues(static_cast<unsigned char>(text_.back()))) text_.pop_back();
      if (!text_.empty()) text_.pop_back();
      break;
    case Key::What::clear:
    case Key::What::escape:
      text_.clear();
      break;
    case Key::What::enter:
      break;
  }
}

std::string TypedLine::end_within(std::size_t columns) const {
  std::string_view end = text_;
  while (columns_of(end) > columns) end.remove_prefix(bytes_at(end, 0));
  return std::string(end);
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

}  // namespace earwitness::cli
