// SPDX-License-Identifier: MIT
//
// How many columns of a terminal a character takes, by the C library's tables. They are those of UTF-8 also where the
// user's locale is C or was never generated. For one thread, in one block: while it lives, that thread's locale for
// characters is another one.
#pragma once

#include <cstddef>
#include <string_view>

namespace earwitness::os {

class CharacterWidths {
 public:
  CharacterWidths() noexcept;
  ~CharacterWidths();
  CharacterWidths(const CharacterWidths&) = delete;
  CharacterWidths& operator=(const CharacterWidths&) = delete;

  struct Character {
    std::size_t bytes;
    std::size_t columns;  ///< 0 for what is written over the one before it
  };
  /// The first one of this text, which is not empty. A byte that begins none is one of one column, and so is what the
  /// library does not know.
  [[nodiscard]] Character first_of(std::string_view text) const noexcept;

 private:
  void* before_;
};

}  // namespace earwitness::os
