// SPDX-License-Identifier: MIT
//
// What the time stamps of one recording say together: no two may contradict each other, or what the journal says of the
// time between them. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "timestamp/check.hpp"
#include "verify/journal_stamps.hpp"

namespace earwitness::verify_detail {

/// How far the recorder's clock may be off before its journal and a time stamp contradict each other. A clock that
/// nobody sets may be hours off, or in another zone; one that the kernel calls synchronised may not.
inline constexpr double clock_tolerance_synchronised_seconds = 600;
inline constexpr double clock_tolerance_seconds = 26.0 * 3600;
/// Two authorities, and the clock that runs on between them, may differ by this much.
inline constexpr double window_tolerance_seconds = 5;
/// A clock that nobody disciplines gains or loses less than this part of the time that passes.
inline constexpr std::int64_t clock_rate_part = 1000;
inline constexpr double clock_rate_tolerance = 1.0 / clock_rate_part;
/// Sound may wait in the ring for so long until it is written down, after a time stamp that came meanwhile.
inline constexpr double waiting_sound_seconds = 120;
/// A seal that is stamped later than this after the recording's end is late: until then it could have been made anew.
inline constexpr double late_after_seconds = 15.0 * 60;

/// A time stamp that holds by itself.
struct Held {
  TimeStamp stamp;
  UtcTime time{};
  std::optional<JournalStamp> in_journal;  ///< nothing: over the seal
};

struct Contradiction {
  std::size_t which = 0;  ///< of the time stamps
  std::string why;
};

/// In the journal's order, then the seal's.
[[nodiscard]] std::vector<Contradiction> contradictions(const std::vector<Held>& stamps, const JournalStamps& journal);
/// Of stamps that do not contradict each other; at least one. `sound_seconds` is all that the recording holds, without
/// gaps.
[[nodiscard]] Dating date(const std::vector<Held>& stamps, const JournalStamps& journal, double sound_seconds);

}  // namespace earwitness::verify_detail
