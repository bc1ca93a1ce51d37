// SPDX-License-Identifier: MIT
//
// The names of bags that were made of a sealed recording later, and lie beside it (docs/format.md, "The bag"). Pure;
// any thread.
#pragma once

#include <string_view>

namespace earwitness::archive {

inline constexpr std::string_view excerpt_prefix = "excerpt-";
inline constexpr std::string_view transcript_prefix = "transcript-";

/// By how it begins: an excerpt, or a transcript.
[[nodiscard]] bool is_later_bag(std::string_view name) noexcept;

/// The 12 of `transcript-12`; 0 where it is no transcript's name, or has more than six digits.
[[nodiscard]] int transcript_number(std::string_view name) noexcept;

}  // namespace earwitness::archive
