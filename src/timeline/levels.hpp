// SPDX-License-Identifier: MIT
//
// How loud each second of a recording was, on the clock since its first frame, and the outline that a picture of it
// has. Read from data/levels.jsonl, which may be anyone's; where a bag has none (an excerpt) the sound itself is
// measured. Values; one thread reads. Throws FileError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::timeline {

/// A stretch of sound, at most a second.
struct Loudness {
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};
  double peak_dbfs = 0;
  double rms_dbfs = 0;
};

/// Of the journal's seconds; lines that speak of no such second are left out.
[[nodiscard]] std::vector<Loudness> read_levels(os::File& levels, const journal::JournalContent& journal);
/// The same from the sound. Files that can't be read to their end give what they give.
[[nodiscard]] std::vector<Loudness> measure_levels(os::FileSystem& fs, const os::Path& bag,
                                                   const journal::JournalContent& journal, bool is_excerpt);

/// One pixel column of a picture: its height from 0 (quietest_dbfs and below) to 1 (full scale).
struct Column {
  double peak = 0;
  double rms = 0;
};
inline constexpr double quietest_dbfs = -60;

/// Of all columns those that hold sound. A column has the loudest peak of what touches it, and the loudest second's
/// loudness; so nothing loud can fall between two.
[[nodiscard]] std::vector<std::optional<Column>> outline(const std::vector<Loudness>& levels,
                                                         std::chrono::nanoseconds length, std::size_t columns);

}  // namespace earwitness::timeline
