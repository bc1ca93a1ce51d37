// SPDX-License-Identifier: MIT
//
// What happened, in words of the reader's language. Pure functions but for the language that is chosen
// (base/translate.hpp).
#pragma once

#include <string>

#include "timeline/events.hpp"

namespace earwitness::timeline {

/// Why sound is missing between two files, by the journal's word; the word itself where this build knows none.
[[nodiscard]] std::string break_words(const std::string& cause, Track track = Track::only);
/// Why sound is missing within a file, likewise.
[[nodiscard]] std::string gap_words(const std::string& cause);
/// What happened, in a sentence, without the side of a call; of a mark its number comes from the caller.
[[nodiscard]] std::string describe_event(const Event& event);

}  // namespace earwitness::timeline
