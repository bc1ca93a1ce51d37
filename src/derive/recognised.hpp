// SPDX-License-Identifier: MIT
//
// What a speech recogniser wrote, as cues. Known are WebVTT, SubRip, timed words (a word, its begin and its end in
// seconds on a line, as pocketsphinx prints them), and plain text, which has no times. Pure functions, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "vtt/webvtt.hpp"

namespace earwitness::derive {

/// Times are since the begin of the file that was recognised; a plain text is one cue that lasts all of `length_ms`.
/// Empty where nothing was recognised. Whatever it was, the cues are well-formed. Throws Error(surroundings) with the
/// line whose times can't be read.
[[nodiscard]] std::vector<vtt::Cue> recognised(std::string_view output, std::int64_t length_ms);

}  // namespace earwitness::derive
