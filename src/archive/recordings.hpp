// SPDX-License-Identifier: MIT
//
// What is in an archive, and which recording a person means. Read-only; all that is read is hostile until checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "archive/label.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

enum class State {
  recording,  ///< in progress now
  sealed,
  interrupted,  ///< neither: its process ended before the seal
  recovered,    ///< interrupted, and what could be had of it is sealed in a bag of its own
  empty         ///< interrupted before any sound was on disk
};

[[nodiscard]] const char* to_string(State state) noexcept;

struct Item {
  std::string name;  ///< the folder's
  os::Path folder;
  State state = State::sealed;
  std::string title;  ///< the sealed one; free text: print it through base::printable
  std::optional<UtcTime> started;
  std::string day{};  ///< `2026-11-20`: of an import of which no more was said; `started` is its first moment somewhere
  std::optional<UtcTime> imported{};  ///< when it was, of an import of which nothing says when it was recorded
  std::optional<double> seconds{};    ///< of audio; for an unsealed one as far as its journal tells
  std::string recording{};            ///< UUID as a seal has it; empty: there is none. It may be anyone's
  Label label{};                      ///< what the user said of it later
  std::string kind{};  ///< as its bag says it: `microphone`, `monitor`, `import`, `excerpt`...; empty: none
  /// Of a call what the sound of its near and its far side came from, by the same words; of one without sound none.
  std::vector<std::string> sides{};
  std::string deleted{};  ///< when a part of it was deleted, as its bag says it; empty: it says nothing of that
  /// The user's own: the later one where there is one.
  [[nodiscard]] const std::string& shown_title() const noexcept { return label.title.empty() ? title : label.title; }
};

/// Names of recordings that were interrupted and wait to be recovered, newest first. Cheaper than list(): no file but
/// those is opened. Throws FileError.
[[nodiscard]] std::vector<std::string> interrupted(os::FileSystem& fs, const os::Path& root);

/// Whether there is nothing but what a start makes before any sound has reached the disk: no sealed bag, no sound, no
/// file of anybody else. Throws FileError.
[[nodiscard]] bool is_start_without_sound(os::FileSystem& fs, const os::Path& conversation);
/// The same, whatever the folder is called.
[[nodiscard]] bool holds_nothing_but_a_start(os::FileSystem& fs, const os::Path& folder);
/// Names of those, newest first, but for one that runs. Throws FileError.
[[nodiscard]] std::vector<std::string> starts_without_sound(os::FileSystem& fs, const os::Path& root);

/// What state a conversation is in, `now` being what running() says. Throws FileError.
[[nodiscard]] State state_of(os::FileSystem& fs, const os::Path& conversation, const std::optional<Running>& now);

/// Newest first. An archive that is not there is empty. Throws FileError, and Error(unknown_format) beyond
/// limits::recordings.
[[nodiscard]] std::vector<Item> list(os::FileSystem& fs, const os::Path& root);

/// Names of all recordings, newest first, by their folders alone: a person waits for it at each press of Tab. Names
/// that can't be shown as they are, and so not typed, are left out. Throws FileError.
[[nodiscard]] std::vector<std::string> names(os::FileSystem& fs, const os::Path& root);

/// The conversation or bag that a person means: a path, or the whole name in the archive, or a part that only one name
/// has. Throws Error(not_found), saying which ones a part would fit.
[[nodiscard]] os::Path find(os::FileSystem& fs, const os::Path& root, const std::string& word);

}  // namespace earwitness::archive
