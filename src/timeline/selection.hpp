// SPDX-License-Identifier: MIT
//
// Which seconds of a recording an excerpt discloses. A person speaks of times on a clock that started with the first
// frame and runs on through pauses; the journal has whole seconds of sound, each with a hash, in one file after the
// other. A second is disclosed only if it lies wholly within what is to be shown, and is withheld as soon as it touches
// what is not: in doubt nothing is shown. Values; pure functions, any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earwitness/base.hpp"
#include "journal/content.hpp"
#include "journal/sound_clock.hpp"

namespace earwitness::timeline {

struct TimeRange {
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};  ///< after `from`
};
/// As the end of a range: however long the recording is.
inline constexpr auto to_the_end = std::chrono::nanoseconds::max();

/// What a person asks for. `disclose` empty: all but `withhold`.
struct Selection {
  std::vector<TimeRange> disclose;
  std::vector<TimeRange> withhold;
  Track track = Track::only;  ///< of a call: this side alone, all of the other one is withheld
};

/// `12:00` and `14:30`, times as base::parse_time() takes them. Nothing for the one is the beginning, for the other the
/// end. Throws Error(usage) for what is no time, or ends before it begins.
[[nodiscard]] TimeRange parse_range(std::string_view from, std::string_view to);
/// `12:00-14:30`, `12:00 - 14:30`.
[[nodiscard]] TimeRange parse_range(std::string_view text);

using journal::beginnings;
using journal::known_length;
using journal::length;

/// Seconds [begin, end) of a file, by their indices in AudioFile::seconds.
struct Run {
  std::size_t file = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What is disclosed, in order, none next to another of its file. Throws Error(usage) where a range lies outside the
/// recording or touches no sound, where nothing would be disclosed, or nothing withheld, and for a track of what is no
/// call.
[[nodiscard]] std::vector<Run> select(const journal::JournalContent& journal, const Selection& selection);

}  // namespace earwitness::timeline
