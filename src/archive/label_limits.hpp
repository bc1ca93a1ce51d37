// SPDX-License-Identifier: MIT
//
// Limits on what a user adds to a recording later. What exceeds one is refused with a message that names it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace earwitness::limits {

inline constexpr std::size_t later_notes = 1000;       ///< of one recording
inline constexpr std::size_t later_note_bytes = 4000;  ///< of one of them
inline constexpr std::uint64_t label_bytes = 32ULL * 1024 * 1024;

inline constexpr std::size_t backups = 1000;  ///< that an archive remembers
inline constexpr std::uint64_t backups_bytes = 64ULL * 1024 * 1024;

}  // namespace earwitness::limits
