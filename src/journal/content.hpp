// SPDX-License-Identifier: MIT
//
// What a journal says of its recording, taken together (docs/format.md, "Journal"): which seconds each file holds,
// what was lost, which notes there are. Inconsistencies are collected with their lines; nothing is believed twice.
// Values; one thread reads.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "journal/events.hpp"
#include "journal/reader.hpp"

namespace earwitness::journal {

/// An `audio` line.
struct Second {
  Frames from = 0;
  Frames frames = 0;
  crypto::Digest sha256{};
  std::uint64_t line = 0;
};

/// A `gap` line: silence that stands for sound that was lost.
struct SilentGap {
  Frames from = 0;
  Frames frames = 0;
  std::uint64_t line = 0;
};

struct AudioFile {
  std::string name;  ///< from the bag's root
  std::vector<Second> seconds;
  std::optional<std::int64_t> first_frame_mono_ns{};  ///< nothing where the journal does not say
  std::string first_frame_utc{};                      ///< as the journal says it; may be anything
  std::vector<SilentGap> gaps{};
  [[nodiscard]] Frames frames() const noexcept {
    return seconds.empty() ? 0 : seconds.back().from + seconds.back().frames;
  }
};

struct NoteCommitment {
  crypto::Digest sha256{};
  std::uint64_t line = 0;
  std::string kind{};
};

struct ImportedFile {
  std::string name;
  std::uint64_t bytes = 0;
  crypto::Digest sha256{};
  std::uint64_t line = 0;
  std::optional<ImportLine::Decoded> decoded{};  ///< of an import whose sound was decoded
};

struct Problem {
  std::uint64_t line = 0;
  std::string detail;
};

/// What kinds of sources the sound server took the sound from, by the names that were noted of them: a note of kind
/// `monitor` is of what the computer played. Nothing of it is known where no sound server told.
struct HeardSources {
  bool begins_with_monitor = false;
  bool moved_to_monitor = false;
  bool moved_to_microphone = false;
};

struct JournalContent {
  Reading reading;
  std::optional<std::int64_t> format;  ///< of the `open` line, if the journal begins with one
  std::string kind;
  std::string recording;
  std::string started_utc;
  AudioFormat audio{0, 0, 0};      ///< bits 0 for an import; rate 0: `open` does not say, so no audio can follow
  std::optional<std::string> key;  ///< fingerprint, where the journal names one
  bool recovered = false;
  std::string recovered_utc;  ///< when, as that line says it; RFC 3339
  bool closed = false;        ///< the last line is `close`
  std::string reason;         ///< of the last `close`
  std::uint64_t time_stamps = 0;
  std::uint64_t unknown_events = 0;
  std::vector<AudioFile> files;
  std::vector<Declared> declared;
  std::map<std::uint64_t, NoteCommitment> notes;  ///< by number
  HeardSources heard;
  std::vector<ImportedFile> imports;
  std::vector<ImportedFile> originals;  ///< that `recovered` lists, as they were found; at most limits::bag_files
  std::vector<Problem> problems;
  std::vector<std::string> remarks;  ///< sentences: what is no problem, and not to be passed over

  [[nodiscard]] bool is_whole() const noexcept { return !reading.damage; }
};

/// Of another format only the `open` line is taken in. Throws FileError.
[[nodiscard]] JournalContent read_journal(os::File& file);

}  // namespace earwitness::journal
