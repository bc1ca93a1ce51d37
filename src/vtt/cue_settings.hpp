// SPDX-License-Identifier: MIT
//
// Where and how a cue is shown, `align:start position:10%`: of what WebVTT allows, what leaves its words readable.
// Private to this module. Pure functions, any thread.
#pragma once

#include <string_view>

namespace earwitness::vtt {

/// Whether what follows a cue's times is such settings, each once, or nothing. Not where the words would be narrower
/// than a fifth of the picture, or begin below nine tenths of it: there a player shows a part of them, or nothing.
[[nodiscard]] bool are_settings(std::string_view text);

}  // namespace earwitness::vtt
