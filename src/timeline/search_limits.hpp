// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace earwitness::limits {

inline constexpr std::size_t search_words = 32;
inline constexpr std::size_t search_word_bytes = 1000;
inline constexpr std::size_t search_hits = 20;                             ///< told of one recording
inline constexpr std::size_t search_hit_bytes = 100;                       ///< of text around a word
inline constexpr std::uint64_t searched_file_bytes = 64ULL * 1024 * 1024;  ///< of notes

}  // namespace earwitness::limits
