// SPDX-License-Identifier: MIT
//
// How far two moments are apart, for a sentence: on a clock as long as it is less than a day, and in days from there
// on, as nobody reads 67239:55:31. Pure functions, any thread; in the language that is chosen (base/translate.hpp).
#pragma once

#include <chrono>
#include <string>

namespace earwitness::base {

/// `02:03.250`, `7:55:31`; `1 day`, `3 days and 4 hours`; `2,801 days` from ten days on, rounded down.
[[nodiscard]] std::string length_words(std::chrono::nanoseconds length);
/// As a sentence has what a clock was set by: `12 seconds`, and from a day on as length_words() has it. Any number: of
/// a negative one the length, and NaN counts as 0.
[[nodiscard]] std::string seconds_words(double seconds);

}  // namespace earwitness::base
