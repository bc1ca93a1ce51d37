// SPDX-License-Identifier: MIT
//
// Limits on transcripts, by name. What exceeds one is refused with a sentence that says so.
#pragma once

#include <cstddef>
#include <cstdint>

namespace earwitness::limits {

inline constexpr std::uint64_t transcript_bytes = 8ULL * 1024 * 1024;  ///< a hundred hours of talk
inline constexpr std::size_t transcript_line_bytes = 64 * 1024;
inline constexpr std::size_t transcript_cues = 100'000;
inline constexpr std::size_t transcript_problems = 100;  ///< that are told of one text
inline constexpr std::int64_t transcript_hours = 999;
inline constexpr std::size_t speaker_bytes = 200;  ///< of the name of who speaks

}  // namespace earwitness::limits
