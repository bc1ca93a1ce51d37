// SPDX-License-Identifier: MIT
//
// What a user says of a recording after it was sealed: another title, and notes with their time. It lies in
// `label.json` beside the bag, as a sealed bag is never touched, and is the user's own memory: it is no evidence, and
// nobody is handed it unasked (docs/format.md, "Label").
//
// One thread; whoever writes holds the lock that changes of an archive need. Whatever is read may be anyone's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/settle.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::limits {

inline constexpr std::size_t later_notes = 1000;       ///< of one recording
inline constexpr std::size_t later_note_bytes = 4000;  ///< of one of them
inline constexpr std::uint64_t label_bytes = 32ULL * 1024 * 1024;

}  // namespace earwitness::limits

namespace earwitness::archive {

struct LaterNote {
  UtcTime written{};
  /// Where in the recording, on the clock that starts with its first frame; nothing: it is of the whole.
  std::optional<std::chrono::milliseconds> at;
  std::string text;  ///< free text: print it through base::printable
  friend bool operator==(const LaterNote&, const LaterNote&) = default;
};

struct Label {
  std::string title;  ///< empty: the sealed one stands
  std::vector<LaterNote> notes;
  friend bool operator==(const Label&, const Label&) = default;
};

/// `conversation/label.json`.
[[nodiscard]] os::Path label_path(const os::Path& conversation);

/// Nothing if the text is no label of this format, or one beyond a limit. A pure function.
[[nodiscard]] std::optional<Label> parse_label(std::string_view text);
[[nodiscard]] std::string label_text(const Label& label);

/// For whoever shows it: empty where there is none, or one that can't be read. Throws FileError.
[[nodiscard]] Label read_label(os::FileSystem& fs, const os::Path& conversation);
/// For whoever changes it. Throws Error(unknown_format) for one that can't be read: it must not be written over.
[[nodiscard]] Label read_label_to_change(os::FileSystem& fs, const os::Path& conversation);
/// Replaces it in one step. Throws FileError, Error(usage) beyond a limit.
void write_label(os::FileSystem& fs, const os::Path& conversation, const Label& label);

/// Whether a folder's name begins with a time, as a conversation's does. A pure function.
[[nodiscard]] bool begins_with_time(const std::string& folder);
/// The folder's name with another title in it: its time stays, and what stood behind it goes. A name that begins with
/// no time stays as it is. A pure function.
[[nodiscard]] std::string renamed(const std::string& folder, const std::string& title);

/// What an intent's `change` calls it.
inline constexpr const char* change_rename = "rename";

/// Gives a conversation of the intents' archive another title: its label and its folder, both or neither, durably. The
/// sealed bag keeps its own. Returns the folder as it is called now. Nobody records into it. Throws FileError,
/// Error(usage, unknown_format, surroundings).
[[nodiscard]] os::Path rename(const Intents& intents, const os::Path& conversation, const std::string& title);

}  // namespace earwitness::archive
