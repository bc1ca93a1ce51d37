// SPDX-License-Identifier: MIT
//
// Character references of HTML. A browser reads each of the two thousand in a cue, also those by a number; most other
// players read none. So a text that has one reads otherwise here and there, and a transcript may have only the six that
// WebVTT names. Private to this module. Pure functions, any thread.
#pragma once

#include <string_view>

namespace earwitness::vtt {

/// The first in a line that is none of `&amp;`, `&lt;`, `&gt;`, `&nbsp;`, `&lrm;`, `&rlm;`; empty: there is none. An
/// `&` that a browser shows as it is, as in `R&D`, is none.
[[nodiscard]] std::string_view foreign_reference(std::string_view line) noexcept;

}  // namespace earwitness::vtt
