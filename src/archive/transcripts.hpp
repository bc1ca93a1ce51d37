// SPDX-License-Identifier: MIT
//
// The sealed transcripts of a conversation, and which of them counts. A machine's words never take the place of what a
// person typed or read: the newest version by a person is what is shown, searched, played along and gone on with; the
// newest by a machine only where there is no other. What is read here may be anyone's. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::archive {

/// The speech recogniser that a text began with.
struct Recogniser {
  std::string name;
  std::string version;  ///< as it says it; may be empty
};

/// A sealed version, as its files say it: hostile until verified.
struct TranscriptVersion {
  int number = 0;
  os::Path bag;
  std::string seal;
  std::string original;  ///< the seal of the recording that it is of
  std::string made_utc;
  std::string by;  ///< `person` or `machine`
  std::optional<Recogniser> draft;
  [[nodiscard]] bool is_by_person() const noexcept { return by == "person"; }
};

/// Of one bag.
[[nodiscard]] TranscriptVersion read_transcript_version(os::FileSystem& fs, const os::Path& bag);
/// The oldest first.
[[nodiscard]] std::vector<TranscriptVersion> transcript_versions(os::FileSystem& fs, const os::Path& conversation);
/// The one that counts, of those in their order; null where there is none.
[[nodiscard]] const TranscriptVersion* current_version(const std::vector<TranscriptVersion>& versions) noexcept;
/// Its WebVTT. Throws FileError, Error(unknown_format) beyond limits::transcript_bytes.
[[nodiscard]] std::string transcript_text(os::FileSystem& fs, const TranscriptVersion& version);

/// 0: it is no transcript's name, or one that no program gave.
[[nodiscard]] int transcript_version_number(std::string_view name) noexcept;

}  // namespace earwitness::archive
