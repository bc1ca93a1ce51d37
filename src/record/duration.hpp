// SPDX-License-Identifier: MIT
//
// How long frames sound, and how many frames sound in a time, at a rate in Hz; rounded towards zero. In two steps:
// frames times 10^9 would overflow after two days at 48 kHz. Pure functions, any thread.
#pragma once

#include <cstdint>

#include "earwitness/base.hpp"

namespace earwitness::record {

inline constexpr std::int64_t second_ns = 1'000'000'000;

[[nodiscard]] constexpr std::int64_t nanoseconds_of(Frames frames, Frames rate) noexcept {
  return frames / rate * second_ns + frames % rate * second_ns / rate;
}

[[nodiscard]] constexpr Frames frames_in(std::int64_t nanoseconds, Frames rate) noexcept {
  return nanoseconds / second_ns * rate + nanoseconds % second_ns * rate / second_ns;
}

}  // namespace earwitness::record
