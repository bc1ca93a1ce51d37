// SPDX-License-Identifier: MIT
//
// Commands to a running recording, and their results: posted to the mailbox by any thread, executed by the writer at
// the sample that they are about. Values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "earwitness/base.hpp"

namespace earwitness::record {

/// Never used twice in one recording; of a MarkCommand, it also names the mark.
enum class CommandId : std::uint64_t {};

/// Of one mark's words.
inline constexpr std::size_t max_mark_bytes = 1000;
/// In one recording: far below what a journal may have of notes.
inline constexpr std::size_t max_marks = 10'000;
/// That one command may add to the maximum duration.
inline constexpr std::chrono::hours max_extension{24};

/// Marks what sounds at that moment. Without words, they come later, or never, if the recording ends first.
struct MarkCommand {
  BootTime at{};
  std::optional<std::string> words;  ///< free text, at most max_mark_bytes
};
/// Adds the words of a mark that was set without.
struct MarkTextCommand {
  CommandId mark{};
  std::string words;
};
/// Keeps nothing that sounds from now on, until the next ResumeCommand.
struct PauseCommand {};
struct ResumeCommand {};
/// Moves the end of the maximum duration.
struct ExtendCommand {
  std::chrono::seconds by{0};
};
using Command = std::variant<MarkCommand, MarkTextCommand, PauseCommand, ResumeCommand, ExtendCommand>;

struct PostedCommand {
  CommandId id{};
  BootTime at{};  ///< when it was posted
  Command command;
};

/// A MarkTextCommand has none.
struct CommandResult {
  CommandId id{};
  bool changed = true;    ///< false: it was so already, or it is too late; for a mark: there are too many
  double at_seconds = 0;  ///< of the mark, or of the moment: since the first frame, pauses counted
  double seconds = 0;     ///< of the pause that is over; until the maximum, once that was extended
};

}  // namespace earwitness::record
