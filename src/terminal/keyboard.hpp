// SPDX-License-Identifier: MIT
//
// What was pressed, from the bytes that a terminal sends, and a line that is typed. Values; one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::terminal {

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

/// Tells a word, such as a command that is typed into the window of a recording, from keys that are meant. The `p` of
/// `stop` is no pause; a single stray key before it makes no word, and a mark is never taken for a letter.
class TypedWord {
 public:
  enum class What { key, letter, end };
  static constexpr std::chrono::milliseconds max_interval{1500};  ///< whoever types a word is not slower

  /// `end`: Enter behind a word.
  [[nodiscard]] What follow(const Key& key, BootTime now);

 private:
  std::optional<BootTime> last_;
  int letters_ = 0;
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

}  // namespace earwitness::terminal
