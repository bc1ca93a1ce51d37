// SPDX-License-Identifier: MIT
#include "terminal/keyboard.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "terminal/columns.hpp"

namespace earwitness::terminal {

namespace {

constexpr char escape = 0x1B;

unsigned char byte_at(std::string_view text, std::size_t at) noexcept { return static_cast<unsigned char>(text[at]); }

bool continues(unsigned char byte) noexcept { return (byte & 0xC0U) == 0x80U; }

/// Bytes of a sequence that begins with Escape; 1: the key itself. One that is cut counts as whole.
std::size_t sequence_bytes(std::string_view text) noexcept {
  if (text.size() < 2 || (text[1] != '[' && text[1] != 'O')) return 1;
  std::size_t at = 2;
  while (at < text.size() && (byte_at(text, at) < 0x40 || byte_at(text, at) > 0x7E)) ++at;
  return std::min(at + 1, text.size());
}

}  // namespace

std::vector<Key> Keyboard::decode(std::string_view bytes) {
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
      const auto length = character_bytes(first);
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

TypedWord::What TypedWord::follow(const Key& key, BootTime now) {
  constexpr int min_letters = 2;
  if (!last_ || now - *last_ >= max_interval) letters_ = 0;
  if (key.what == Key::What::enter) return std::exchange(letters_, 0) > min_letters ? What::end : What::key;
  const auto& letter = key.character;
  const bool is_letter = letter.size() == 1 && letter[0] >= 'a' && letter[0] <= 'z';
  if (!is_letter || letter == "m" || (letter == "p" && letters_ < min_letters)) return What::key;
  ++letters_;
  last_ = now;
  return What::letter;
}

void TypedLine::apply(const Key& key) {
  switch (key.what) {
    case Key::What::character:
      if (text_.size() + key.character.size() <= max_bytes_) text_ += key.character;
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

}  // namespace earwitness::terminal
