// SPDX-License-Identifier: MIT
//
// What a journal says of its recording, taken together (docs/format.md, "Journal"): which seconds each file holds,
// what was lost, which notes there are. Inconsistencies are collected with their lines; nothing is believed twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "journal/reader.hpp"

namespace earwitness::verify_detail {

/// An `audio` line.
struct Second {
  Frames from = 0;
  Frames frames = 0;
  std::string sha256;
  std::uint64_t line = 0;
  std::uint64_t seq = 0;
};

struct AudioFile {
  std::string name;  ///< from the bag's root
  std::vector<Second> seconds;
  [[nodiscard]] Frames frames() const noexcept {
    return seconds.empty() ? 0 : seconds.back().from + seconds.back().frames;
  }
};

struct NoteCommitment {
  std::uint64_t note = 0;
  std::string sha256;
  std::uint64_t line = 0;
};

struct ImportedFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::uint64_t line = 0;
};

struct Problem {
  std::uint64_t line = 0;
  std::string detail;
};

struct JournalContent {
  journal::Reading reading;
  bool opened = false;
  std::int64_t format = 0;  ///< of the `open` line
  std::string kind;
  std::string recording;
  std::string started_utc;
  std::uint32_t sample_rate = 0;
  std::uint16_t channels = 0;
  std::optional<std::uint16_t> bits;  ///< nothing for an import
  std::optional<std::string> key;     ///< fingerprint, where the journal names one
  bool recovered = false;
  bool closed = false;  ///< the last line is `close`
  std::uint64_t time_stamps = 0;
  std::uint64_t unknown_events = 0;
  std::vector<AudioFile> files;
  std::vector<Declared> declared;
  std::vector<NoteCommitment> notes;
  std::vector<ImportedFile> imports;
  std::vector<Problem> problems;
};

/// Throws FileError.
[[nodiscard]] JournalContent read_journal(os::File& file);

}  // namespace earwitness::verify_detail
