// SPDX-License-Identifier: MIT
//
// The one rule for room on the disk, at a start and while a recording runs: with less than five minutes nothing is
// begun; with less than an hour the one who records is told. Room is counted at the size of uncompressed sound, so it
// lasts at least as long. Values, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness::record {

inline constexpr std::chrono::seconds min_free_space = std::chrono::minutes(5);
inline constexpr std::chrono::seconds low_free_space = std::chrono::hours(1);

/// What sound takes as it comes.
[[nodiscard]] std::uint64_t bytes_per_second(const AudioFormat& format) noexcept;
/// How many seconds of sound fit into so many bytes, at what all tracks take together.
[[nodiscard]] double seconds_of_space(std::uint64_t bytes, std::uint64_t per_second) noexcept;
/// "Space left for 46 minutes", rounded down; in hours from two on.
[[nodiscard]] std::string describe_space(double seconds);

}  // namespace earwitness::record
