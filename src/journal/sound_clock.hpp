// SPDX-License-Identifier: MIT
//
// Where each file of a recording lies on the clock that started with the first frame and runs on through pauses: the
// clock of excerpts, transcripts and reports. Pure functions, any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "journal/content.hpp"

namespace earwitness::journal {

/// When each file begins, from the first frame of the first. It begins as the one before it ends where the journal does
/// not tell (only after a recovery), and where by the clock it would begin earlier, or less than 50 ms later: that is
/// the drift and the jitter of a device, and no pause. Of a call each track by itself, on one clock: the first frame is
/// that of the track which began first.
[[nodiscard]] std::vector<std::chrono::nanoseconds> beginnings(const JournalContent& journal);
/// When it began: the moment of its first frame by the recorder's clock, of a call of the track that began first. As
/// the journal's `open` line has it where no file says that. RFC 3339, or what the journal has in its place.
[[nodiscard]] std::string began_utc(const JournalContent& journal);
/// When the last sound ends, likewise. Nothing where that is not known: of a file that was imported and not decoded, or
/// not to its end, and of a journal that is damaged.
[[nodiscard]] std::optional<std::chrono::nanoseconds> known_length(const JournalContent& journal);
/// How long so many frames last; rounded down to a nanosecond.
[[nodiscard]] std::chrono::nanoseconds length(const AudioFormat& format, Frames frames) noexcept;

/// The end of a transcript's cue may be so much later than the sound's, as people and players have whole seconds.
inline constexpr std::chrono::milliseconds cue_end_tolerance{1000};

}  // namespace earwitness::journal
