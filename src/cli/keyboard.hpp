// SPDX-License-Identifier: MIT
//
// What was pressed, from the bytes that a terminal sends, and a line that is typed. Values; one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::cli {

struct Key {
  enum class What { character, enter, backspace, clear, escape };
  What what = What::character;
  std::string character{};  ///< one, as UTF-8, that can be shown
};

/// Arrows and whatever else sends several bytes is no key; neither is what can't be shown.
class Keyboard {
 public:
  /// The keys in these bytes; a character that is only half there waits for the rest.
  [[nodiscard]] std::vector<Key> take(std::string_view bytes);

 private:
  std::string rest_;
};

/// A line as it is typed.
class TypedLine {
 public:
  explicit TypedLine(std::size_t most_bytes) noexcept : most_bytes_(most_bytes) {}
  void take(const Key& key);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Its end, as much of it as fits into so many columns.
  [[nodiscard]] std::string end_within(std::size_t columns) const;

 private:
  std::size_t most_bytes_;
  std::string text_;
};

/// How many columns a terminal takes for a text that can be shown, at the most.
[[nodiscard]] std::size_t columns_of(std::string_view text) noexcept;
/// Its beginning, as much of it as fits.
[[nodiscard]] std::string first_columns(std::string_view text, std::size_t columns);

}  // namespace earwitness::cli
