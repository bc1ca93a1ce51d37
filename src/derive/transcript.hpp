// SPDX-License-Identifier: MIT
//
// Transcripts of a sealed conversation (docs/format.md, "Transcript"): `transcript-1/`, `transcript-2/` ... in its
// folder, each a bag that names the recording's seal and that of the version before, so that who typed what, and when,
// stays visible. What was made is verified before it gets its name.
//
// The recording's sound is not checked: a transcript says nothing of it but its seal. One at a time in a folder:
// whoever calls holds a lock. Errors: Error(not_found) where nothing is sealed; Error(usage) for a text with problems;
// FileError. Then nothing is left behind.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/signing_key.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::derive {

/// The speech recogniser that a text began with.
struct Recogniser {
  std::string name;
  std::string version;  ///< as it says it; may be empty
};

struct TranscriptRequest {
  os::Path conversation;
  std::string text;                   ///< WebVTT, kept byte for byte
  std::string name;                   ///< of the one who typed; empty: not stated
  std::optional<Recogniser> draft{};  ///< nothing: no machine had a part in it
  bool is_machine_made = false;       ///< nobody has read it
  const crypto::SigningKey* key = nullptr;
};

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

/// A sealed version, as its files say it: hostile until verified.
struct TranscriptVersion {
  int number = 0;
  os::Path bag;
  std::string seal;
  std::string original;  ///< the seal of the recording that it is of
  std::string made_utc;
  std::string by;  ///< `person` or `machine`
  std::optional<Recogniser> draft;
};

/// Of one bag.
[[nodiscard]] TranscriptVersion read_transcript_version(os::FileSystem& fs, const os::Path& bag);
/// The oldest first; the last one is the newest.
[[nodiscard]] std::vector<TranscriptVersion> transcript_versions(os::FileSystem& fs, const os::Path& conversation);
/// Its WebVTT. Throws FileError, Error(unknown_format) beyond limits::transcript_bytes.
[[nodiscard]] std::string transcript_text(os::FileSystem& fs, const TranscriptVersion& version);

}  // namespace earwitness::derive
