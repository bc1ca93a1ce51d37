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
  [[nodiscard]] std::vector<Key> decode(std::string_view bytes);

 private:
  std::string rest_;
};

/// A line as it is typed.
class TypedLine {
 public:
  explicit TypedLine(std::size_t max_bytes) noexcept : max_bytes_(max_bytes) {}
  void apply(const Key& key);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::size_t max_bytes_;
  std::string text_;
};

}  // namespace earwitness::cli
