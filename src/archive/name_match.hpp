// SPDX-License-Identifier: MIT
//
// Which recording a person means by a word: names of folders are a moment and a title in small letters, and people type
// the title as they wrote it. Pure functions.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::archive {

/// Whether that word is a part of the name, as it stands there or as a title: `Review with` fits
/// `..._review-with-boss`.
[[nodiscard]] bool fits_name(std::string_view name, std::string_view word);

/// Whether it is all of the title: `Review` is not that of `..._review-2`.
[[nodiscard]] bool is_whole_title(std::string_view name, std::string_view word);

/// Of those that fit, the ones whose title is all of the word, where there are any.
template <typename Item, typename NameOf>
void keep_whole_titles(std::vector<Item>& fitting, std::string_view word, NameOf name_of) {
  const auto has_it = [&](const Item& item) { return is_whole_title(name_of(item), word); };
  if (std::none_of(fitting.begin(), fitting.end(), has_it)) return;
  std::erase_if(fitting, [&](const Item& item) { return !has_it(item); });
}

/// Those of the names that the word means: which have it as it was typed, where there are any, else by their titles; of
/// these the ones whose title is all of it, where there are any.
[[nodiscard]] std::vector<std::string> meant_names(std::vector<std::string> names, std::string_view word);

/// The word of a name, or its whole title, that the mistyped one most likely meant; empty where none is near.
[[nodiscard]] std::string meant_word(std::string_view mistyped, std::span<const std::string> names);

}  // namespace earwitness::archive
