// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <utility>

namespace earwitness::base {

namespace {

constexpr std::size_t slug_characters = 40;
constexpr std::size_t max_edits = 2;
constexpr std::size_t letters_an_edit = 3;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  ///< 0: not valid UTF-8
};

/// The first code point, by the table of RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF.
CodePoint first_code_point(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, length};
}

/// Unicode's double quotes and what is drawn like one.
bool is_like_double_quote(char32_t value) {
  constexpr std::array<std::pair<char32_t, char32_t>, 17> marks{{{0x22, 0x22},
                                                                 {0xAB, 0xAB},
                                                                 {0xBB, 0xBB},
                                                                 {0x2BA, 0x2BA},
                                                                 {0x2DD, 0x2DD},
                                                                 {0x2EE, 0x2EE},
                                                                 {0x2F5, 0x2F6},
                                                                 {0x5F4, 0x5F4},
                                                                 {0x201C, 0x201F},
                                                                 {0x2033, 0x2033},
                                                                 {0x2036, 0x2036},
                                                                 {0x275D, 0x2760},
                                                                 {0x276E, 0x276F},
                                                                 {0x3003, 0x3003},
                                                                 {0x300C, 0x300F},
                                                                 {0x301D, 0x301F},
                                                                 {0xFF02, 0xFF02}}};
  return std::any_of(marks.begin(), marks.end(),
                     [&](const auto& range) { return value >= range.first && value <= range.second; });
}

/// Characters that change how others are shown: controls, and the marks that turn the direction of writing.
bool is_control(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x061C || c == 0xFEFF;
}

/// Those, and what can hold a text that nobody sees: annotations, tags.
bool is_unsafe(char32_t c) noexcept {
  return is_control(c) || (c >= 0x206A && c <= 0x206F) || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

/// The ASCII letters that a Latin letter with an accent comes from; 0 for any other.
char without_accent(char32_t c) noexcept {
  constexpr std::u32string_view accented = U"àáâãäåçèéêëìíîïñòóôõöøùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝ";
  constexpr std::string_view plain = "aaaaaaceeeeiiiinoooooouuuuyyaaaaaaceeeeiiiinoooooouuuuy";
  static_assert(accented.size() == plain.size());
  const auto at = accented.find(c);
  return at == std::u32string_view::npos ? '\0' : plain[at];
}

/// Letters that are missing, too many or others; two that stand the wrong way round are one mistake.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> above;
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

/// How many mistakes still leave a word of that length to be known; an option's dashes are typed right.
std::size_t likely_edits(std::string_view word) {
  const auto dashes = std::min(word.find_first_not_of('-'), word.size());
  return std::clamp((word.size() - dashes) / letters_an_edit, std::size_t{1}, max_edits);
}

}  // namespace

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::byte b : bytes) {
    text += digits[std::to_integer<unsigned>(b) >> 4U];
    text += digits[std::to_integer<unsigned>(b) & 0xFU];
  }
  return text;
}

std::optional<std::vector<std::byte>> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::byte> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(high * 16 + low));
  }
  return bytes;
}

bool is_lower_hex(std::string_view text, std::size_t digits) noexcept {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_valid_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto point = first_code_point(text);
    if (point.bytes == 0) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

bool is_plain_line(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto point = first_code_point(text);
    if (point.bytes == 0 || is_control(point.value)) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto point = first_code_point(text);
    if (point.bytes == 0) {
      safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    if (!is_unsafe(point.value)) {
      safe += text.substr(0, point.bytes);
    } else if (point.value < 0x100) {
      safe += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(point.value));
    } else {
      safe += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point.value));
    }
    text.remove_prefix(point.bytes);
  }
  return safe;
}

std::string in_quotes(std::string_view name) {
  std::string quoted = "\"";
  const auto safe = printable(name);
  for (std::string_view rest = safe; !rest.empty();) {
    const auto point = first_code_point(rest);
    quoted += is_like_double_quote(point.value) ? std::string_view("'") : rest.substr(0, point.bytes);
    rest.remove_prefix(point.bytes);
  }
  return quoted + '"';
}

std::string slug(std::string_view title) {
  std::string name;
  while (!title.empty() && name.size() < slug_characters) {
    const auto point = first_code_point(title);
    title.remove_prefix(std::max<std::size_t>(point.bytes, 1));
    char c = '-';
    if ((point.value >= 'a' && point.value <= 'z') || (point.value >= '0' && point.value <= '9')) {
      c = static_cast<char>(point.value);
    } else if (point.value >= 'A' && point.value <= 'Z') {
      c = static_cast<char>(point.value - 'A' + 'a');
    } else if (const char plain = without_accent(point.value); plain != '\0') {
      c = plain;
    }
    if (c != '-' || (!name.empty() && name.back() != '-')) name += c;
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name;
}

std::string closest_word(std::string_view typed, std::span<const std::string> known) {
  std::string best;
  std::size_t best_distance = max_edits + 1;
  for (const auto& word : known) {
    const auto distance = edit_distance(typed, word);
    if (distance < best_distance && distance <= likely_edits(word) && distance < word.size()) {
      best = word;
      best_distance = distance;
    }
  }
  return best;
}

bool is_portable_name(std::string_view name) {
  constexpr std::string_view forbidden = "<>:\"/\\|?*";
  if (name.empty() || name.back() == '.' || name.back() == ' ') return false;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || forbidden.find(c) != std::string_view::npos) return false;
  }
  std::string stem(name.substr(0, name.find('.')));
  while (stem.ends_with(' ')) stem.pop_back();
  for (char& c : stem) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (stem == "CON" || stem == "PRN" || stem == "AUX" || stem == "NUL") return false;
  const bool is_numbered = stem.size() == 4 && stem.back() >= '0' && stem.back() <= '9';
  return !(is_numbered && (stem.starts_with("COM") || stem.starts_with("LPT")));
}

}  // namespace earwitness::base
