// SPDX-License-Identifier: MIT
//
// Finding words as a person means them: `é` is `e`, `IJ` is `ij`. Pure functions, any thread, no locale.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace earwitness::base {

/// Without accents and capitals: Latin letters with marks as the letters that they come from (also where the mark is a
/// character of its own), Greek and Cyrillic ones small. Everything else, bytes that are no UTF-8 too, stays.
[[nodiscard]] std::string folded(std::string_view text);

/// Where in `text` the first thing begins that is `word` once both are folded; `word` is folded already, and not empty.
[[nodiscard]] std::optional<std::size_t> find_folded(std::string_view text, std::string_view word);

/// At most `bytes` bytes of `text` around the byte `at`, cut between characters, `...` where something is left out;
/// line ends are blanks.
[[nodiscard]] std::string words_around(std::string_view text, std::size_t at, std::size_t bytes);

}  // namespace earwitness::base
