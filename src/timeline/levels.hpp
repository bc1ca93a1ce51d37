// SPDX-License-Identifier: MIT
//
// How loud each second of a recording was, on the clock since its first frame, and the outline that a picture of it
// has. Read from data/levels.jsonl, which may be anyone's, or measured from the sound. Values; one thread reads. Throws
// FileError.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::timeline {

/// A stretch of sound, at most a second.
struct Loudness {
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};
  double peak_dbfs = 0;
  double rms_dbfs = 0;
  Track track = Track::only;
};

/// Of the journal's seconds; lines that speak of no such second are left out.
[[nodiscard]] std::vector<Loudness> read_levels(os::File& levels, const journal::JournalContent& journal);
/// The same from the sound of one file, as it goes by. What levels.jsonl says is held against nothing: whoever sealed
/// it could draw silence over words.
class LevelMeter {
 public:
  /// `file` outlives this; it begins at `begin` on the clock.
  LevelMeter(const journal::AudioFile& file, const AudioFormat& format, std::chrono::nanoseconds begin)
      : file_(file), format_(format), begin_(begin) {}

  /// Samples in the canonical byte form; each call goes on where the last one ended.
  void hear(std::span<const std::byte> samples);
  /// Of the seconds that were heard to their end.
  [[nodiscard]] const std::vector<Loudness>& levels() const noexcept { return levels_; }

 private:
  const journal::AudioFile& file_;
  AudioFormat format_;
  std::chrono::nanoseconds begin_;
  base::Level heard_;
  std::size_t left_ = 0;  // bytes of the second that is being heard
  std::size_t now_ = 0;
  std::vector<Loudness> levels_;
};

/// Appends those of one file. One that can't be read to its end gives what it gives.
void measure_file(os::FileSystem& fs, const os::Path& path, const journal::AudioFile& file, const AudioFormat& format,
                  std::chrono::nanoseconds begin, std::vector<Loudness>& levels);

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
