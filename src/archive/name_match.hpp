// SPDX-License-Identifier: MIT
//
// Which recording a person means by a word: names of folders are a moment and a title in small letters, and people type
// the title as they wrote it. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace earwitness::archive {

/// Whether that word is a part of the name, as it stands there or as a title: `Review with` fits
/// `..._review-with-boss`.
[[nodiscard]] bool fits_name(std::string_view name, std::string_view word);

/// The word of a name, or its whole title, that the mistyped one most likely meant; empty where none is near.
[[nodiscard]] std::string meant_word(std::string_view mistyped, std::span<const std::string> names);

}  // namespace earwitness::archive
