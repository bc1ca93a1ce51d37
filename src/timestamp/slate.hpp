// SPDX-License-Identifier: MIT
//
// Four words that a time stamp gives (docs/format.md, "Slate"). Said aloud while it records, they carry the time stamp
// into the sound itself: nobody could know them before. Ten bits of the token's SHA-256 choose each, so a word said by
// chance fits once in 2^40. Pure, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace earwitness::timestamp {

inline constexpr std::size_t slate_word_count = 4;
inline constexpr std::size_t slate_list_words = 1024;

/// Words of a language, in the order that the format fixes for ever; a blank between them.
extern const char* const english_words;

/// `token` is a TimeStampToken in DER.
[[nodiscard]] std::vector<std::string> slate_words(std::span<const std::byte> token);

}  // namespace earwitness::timestamp
