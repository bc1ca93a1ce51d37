// SPDX-License-Identifier: MIT
//
// A table of names that machines read (events, causes, checks) with their words for people. Pure, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "base/translate.hpp"

namespace earwitness::base {

struct Named {
  const char* name;
  const char* words;  ///< marked by N_()
};

/// In the language that is chosen; the name itself where the table has no words for it.
template <std::size_t size>
[[nodiscard]] std::string words_of(const std::array<Named, size>& table, const std::string& name) {
  for (const auto& entry : table) {
    if (name == entry.name) return _(entry.words);
  }
  return name;
}

}  // namespace earwitness::base
