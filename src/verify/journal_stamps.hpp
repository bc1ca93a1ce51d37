// SPDX-License-Identifier: MIT
//
// The `timestamp` lines of a journal, each with the hash that its token is to be over, and whether the times of all
// lines can be true. One thread. Throws FileError.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "earwitness/verify.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

/// When a line was written, by the recorder's two clocks, and what the journal had told by then.
struct Moment {
  UtcTime utc{};
  std::int64_t mono_ns = 0;
  double sound_seconds = 0;  ///< without gaps; of a call that of the track which has most
  /// The same of each track: one may be far ahead of another.
  std::array<double, 3> track_seconds{};
  double pause_seconds = 0;
  double break_seconds = 0;    ///< of all breaks but pauses
  double stepped_seconds = 0;  ///< how far the wall clock was set since the beginning
};

using journal::Problem;

struct JournalStamp {
  std::uint64_t line = 0;    ///< where the token stands, from 1
  std::uint64_t covers = 0;  ///< the line that it is over, from 1
  Moment written;
  Moment covered;
  crypto::Digest imprint{};        ///< of the covered line
  std::vector<std::byte> token;    ///< DER; empty: the line holds none
  std::vector<std::string> words;  ///< of a slate that a later line says was shown
};

struct JournalStamps {
  std::vector<JournalStamp> stamps;  ///< at most limits::time_stamps
  Moment opened;
  Moment ended;                     ///< the last line that the recorder itself wrote
  UtcTime sealed_after{};           ///< when the last line of all was written, by the clock of whoever did
  bool recovered = false;           ///< by another clock
  bool clock_synchronised = false;  ///< as `open` says
  std::vector<Problem> problems;    ///< times that can't all be true, and more stamps than are looked at
  std::vector<std::string> doubts;  ///< sentences: times that are true by accident only
  std::vector<std::string> untold;  ///< sentences: time without sound of which no line tells
  std::vector<ClockStep> clock_steps;
};

/// Of the first `lines` lines, in which every time is looked at as well.
[[nodiscard]] JournalStamps read_stamps(os::File& journal, os::File& again, std::uint64_t lines);

}  // namespace earwitness::verify_detail
