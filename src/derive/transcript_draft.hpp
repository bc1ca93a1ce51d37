// SPDX-License-Identifier: MIT
//
// The draft of a transcript: a text that a person types in an editor of theirs, as `git commit` has it. It lies in the
// conversation's folder from before the editor opens until it is sealed, so nothing that was saved is ever lost: not to
// an editor that crashes, and not to a mistake in it. One thread; one at a time for a conversation. Throws FileError.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "derive/transcript.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

/// A note that begins so is the program's own, and leaves the text when a person saves it.
inline constexpr const char* own_note = "earwitness: ";

/// Without the program's own notes. A pure function.
[[nodiscard]] std::string without_own_notes(std::string_view text);

class TranscriptDraft {
 public:
  TranscriptDraft(os::FileSystem& fs, const os::Path& conversation);

  /// Whether a text lies there that was not sealed.
  [[nodiscard]] bool is_unfinished() const;
  [[nodiscard]] const os::Path& file() const noexcept { return file_; }
  /// The recogniser that the unfinished text began with.
  [[nodiscard]] std::optional<Recogniser> recogniser() const;
  /// What it began with is a machine's, and no person has said that they read it.
  [[nodiscard]] bool is_unread() const;
  void begin(const std::string& prepared, const std::optional<Recogniser>& recogniser, bool is_unread = false);
  /// As it lies there now. Throws Error(unknown_format) beyond limits::transcript_bytes.
  [[nodiscard]] std::string text() const;
  /// Puts a text there, as an editor saves it.
  void write(const std::string& text);
  /// Nobody has changed it since begin().
  [[nodiscard]] bool is_as_prepared() const;
  void remove();

 private:
  os::FileSystem& fs_;
  os::Path file_;
  os::Path state_;
};

}  // namespace earwitness::derive
