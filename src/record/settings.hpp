// SPDX-License-Identifier: MIT
//
// What a person asked of a recording, and how it may end. Values.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "earwitness/base.hpp"

namespace earwitness::record {

/// The journal's words for how a recording was started and ended are in docs/format.md.
enum class StopReason { stopped, terminal_closed, max_duration, signal, device_lost, io_error, disk_full };

[[nodiscard]] const char* to_string(StopReason reason) noexcept;

struct Settings {
  std::string title;                                   ///< free text; goes to the notes and the folder's name
  std::chrono::seconds max{std::chrono::hours(2)};     ///< the recording ends by itself after this
  std::optional<std::chrono::seconds> split;           ///< a new file after each of these
  std::optional<std::chrono::seconds> device_timeout;  ///< a lost microphone ends the recording after this
  bool from_terminal = false;
  bool time_stamps = false;  ///< are to be asked for; whoever drives the recording does it
};

}  // namespace earwitness::record
