// SPDX-License-Identifier: MIT
//
// Transcripts of a sealed conversation (docs/format.md, "Transcript"): `transcript-1/`, `transcript-2/` ... in its
// folder, each a bag that names the recording's seal and that of the version before, so that who typed what, and when,
// stays visible. What was made is verified before it gets its name.
//
// The recording's sound is not checked: a transcript says nothing of it but its seal. One at a time in a folder:
// whoever calls holds a lock. Errors: Error(not_found) where nothing is sealed; Error(usage) for a text with problems,
// with a time beyond the recording's end, or without a word; FileError. Then nothing is left behind.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/transcripts.hpp"
#include "crypto/signing_key.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::derive {

using archive::current_version;
using archive::read_transcript_version;
using archive::Recogniser;
using archive::transcript_text;
using archive::transcript_versions;
using archive::TranscriptVersion;

struct Transcript;

struct TranscriptRequest {
  os::Path conversation;
  std::string text;                   ///< WebVTT, kept byte for byte
  std::string name;                   ///< of the one who typed; empty: not stated
  std::optional<Recogniser> draft{};  ///< nothing: no machine had a part in it
  bool is_machine_made = false;       ///< nobody has read it
  const crypto::SigningKey* key = nullptr;
  /// It is sealed, and is about to get its name.
  std::function<void(const Transcript&)> on_sealed{};
  std::string work_name{};  ///< of the folder that it is made in; empty: any new one
  os::Path archive{};       ///< the user's own
};

/// What the folder is called where it is made until it is sealed, in the conversation's: archive::new_work_name() of
/// this.
inline constexpr const char* transcript_work_stem = "transcript";

struct Transcript {
  os::Path bag;
  std::string recording;  ///< UUID
  std::string original;   ///< the recording's seal
  std::string previous;   ///< seal of the version before; empty: the first
  std::string seal;
  std::size_t cues = 0;  ///< that say something
};

[[nodiscard]] Transcript seal_transcript(os::FileSystem& fs, const os::Clock& clock, const TranscriptRequest& request);

/// The bag that a transcript is of: `recording/`, or `recovered/` where that one was interrupted.
[[nodiscard]] os::Path transcribed_bag(os::FileSystem& fs, const os::Path& conversation);

/// How long the sound of that bag lasts on the clock that times count on; nothing where that is not known.
[[nodiscard]] std::optional<std::chrono::nanoseconds> transcribed_length(os::FileSystem& fs, const os::Path& bag);

/// WebVTT as vtt::read_vtt() reads it; a time beyond that length is a problem with its line, too. The end of a cue may
/// be a second late, as people and players have whole seconds.
[[nodiscard]] vtt::Reading read_transcript_text(const std::string& text,
                                                const std::optional<std::chrono::nanoseconds>& length);

}  // namespace earwitness::derive
