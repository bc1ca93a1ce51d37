// SPDX-License-Identifier: MIT
//
// Events around a recording: posted by whoever sees them, written into the journal by the writer, at the place that the
// audio has reached then (docs/format.md, "Journal"). Values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::record {

/// The sound server's name for the microphone that is really used: a note of kind `device`; of kind `monitor` where it
/// is what the computer plays.
struct DeviceNamed {
  std::string name;  ///< free text
  bool is_monitor = false;
  Track track = Track::only;
};

/// The sound server moved the stream to another microphone: a `source` line, and its name in the notes.
struct SourceMoved {
  std::string name;  ///< free text
  bool is_monitor = false;
  Track track = Track::only;
};

/// Around the screen and the lid, and what was typed or pressed there: a `screen` line where a check needs it (`slate`,
/// `pause`, `resume`), else a note of kind `around`.
struct ScreenEvent {
  std::string what;                  ///< `lock`, `unlock`, `lid`; `slate`; `reminder`, `answered`; `pause`, `resume`...
  std::vector<std::string> slate{};  ///< words that were shown to be said aloud
  std::optional<std::chrono::seconds> extended{};  ///< what the maximum was extended by
};

/// A time stamp came: a `timestamp` line.
struct TimeStamped {
  std::uint64_t covers = 0;      ///< `seq` of the line whose hash it is over
  std::string tsa;               ///< the server that gave it
  std::vector<std::byte> token;  ///< DER
};

/// What the start looked at: a note of kind `around`. What is not known is null there.
struct Checked {
  std::optional<double> peak_dbfs;
  std::optional<double> disk_hours;
  std::optional<bool> on_battery;
  std::optional<bool> sleep_inhibited;
  std::optional<bool> processed_source;  ///< echo cancelling or noise suppression lies in the path
};

using Event = std::variant<DeviceNamed, SourceMoved, ScreenEvent, TimeStamped, Checked>;

/// A line of the journal, for a time stamp to cover.
struct JournalLine {
  std::uint64_t sequence = 0;  ///< its `seq`
  std::string hash;            ///< hex SHA-256 of its bytes
};

}  // namespace earwitness::record
