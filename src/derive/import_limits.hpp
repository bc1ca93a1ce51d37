// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/limits.hpp"

namespace earwitness::limits {

inline constexpr std::uint64_t import_bytes = sound_file_bytes;  ///< of a file: what a bag may hold
inline constexpr std::uint64_t import_seconds = 100 * 3600;  ///< of sound that is decoded: a few bytes can hold years
inline constexpr std::size_t import_people = 100;
inline constexpr std::size_t import_ending_characters = 8;  ///< of its name's ending that is kept
inline constexpr std::size_t import_claim_bytes = 1200;

}  // namespace earwitness::limits
