// SPDX-License-Identifier: MIT
//
// What a journal says of its recording, taken together (docs/format.md, "Journal"): which seconds each file holds,
// what was lost, which notes there are. Inconsistencies are collected with their lines; nothing is believed twice.
// Values; one thread reads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "journal/events.hpp"
#include "journal/reader.hpp"

namespace earwitness::journal {

using Salt = std::array<std::byte, 16>;

/// An `audio` line.
struct Second {
  Frames from = 0;
  Frames frames = 0;
  crypto::Digest sha256{};
  std::uint64_t line = 0;
  bool is_salted = false;      ///< its hash is over a salt, too
  std::optional<Salt> salt{};  ///< once add_salts() has read it

  /// Then its hash can be held against nothing.
  [[nodiscard]] bool lacks_salt() const noexcept { return is_salted && !salt; }
};

/// In pieces: a vector of twelve hours is copied as it grows, and held three times while that goes on.
using Seconds = std::deque<Second>;

/// A `gap` line: silence that stands for sound that was lost.
struct SilentGap {
  Frames from = 0;
  Frames frames = 0;
  std::uint64_t line = 0;
};

struct AudioFile {
  std::string name;  ///< from the bag's root
  Seconds seconds;
  std::optional<std::int64_t> first_frame_mono_ns{};  ///< nothing where the journal does not say
  std::string first_frame_utc{};                      ///< as the journal says it; may be anything
  std::vector<SilentGap> gaps{};
  Track track = Track::only;
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

/// One side of a call, or what a recording has instead.
struct TrackContent {
  Track track = Track::only;
  std::string kind;
  AudioFormat audio{0, 0, 0};
  HeardSources heard{};
};

struct JournalContent {
  Reading reading;
  std::optional<std::int64_t> format;  ///< of the `open` line, if the journal begins with one
  std::string kind;
  std::string recording;
  std::string started_utc;
  /// Of a call that of its first track. Bits 0 for an import; rate 0: `open` does not say, so no audio can follow.
  AudioFormat audio{0, 0, 0};
  std::vector<TrackContent> tracks;  ///< of a call; empty: there is one track
  std::optional<std::string> key;    ///< fingerprint, where the journal names one
  bool recovered = false;
  std::string recovered_utc;  ///< when, as that line says it; RFC 3339
  bool closed = false;        ///< the last line is `close`
  std::string reason;         ///< of the last `close`
  std::uint64_t time_stamps = 0;
  std::uint64_t unknown_events = 0;
  std::vector<AudioFile> files;             ///< of all tracks, in the order of their lines
  std::vector<std::uint64_t> void_seconds;  ///< lines: `audio` that a recovery took back
  std::vector<Declared> declared;
  std::map<std::uint64_t, NoteCommitment> notes;  ///< by number
  HeardSources heard;
  std::vector<ImportedFile> imports;
  std::vector<ImportedFile> originals;  ///< that `recovered` lists, as they were found; at most limits::bag_files
  std::vector<Problem> problems;
  std::vector<std::string> remarks;  ///< sentences: what is no problem, and not to be passed over

  [[nodiscard]] bool is_whole() const noexcept { return !reading.damage; }
  /// Its seconds have salted hashes.
  [[nodiscard]] bool is_salted() const noexcept { return format.value_or(0) >= salted_format; }
  [[nodiscard]] const AudioFormat& format_of(Track track) const noexcept;
  [[nodiscard]] const AudioFormat& format_of(const AudioFile& file) const noexcept { return format_of(file.track); }
  /// How long its sound is, without what is between two files: of a call its longer track.
  [[nodiscard]] double seconds() const noexcept;
};

/// Frames of one or of several tracks, which may have rates of their own.
class TrackFrames {
 public:
  void add(const AudioFile& file, Frames frames) noexcept { counts_[index_of(file.track)] += frames; }
  void take_away(const AudioFile& file, Frames frames) noexcept { counts_[index_of(file.track)] -= frames; }
  /// How long all of them are together.
  [[nodiscard]] double seconds(const JournalContent& journal) const noexcept;
  /// How long they take to hear: the longer track.
  [[nodiscard]] double longest(const JournalContent& journal) const noexcept;

 private:
  static std::size_t index_of(Track track) noexcept { return static_cast<std::size_t>(track); }
  std::array<Frames, 3> counts_{};
};

/// Of a format that is not known only the `open` line is taken in. Salts are not read: add_salts(). Throws FileError.
[[nodiscard]] JournalContent read_journal(os::File& file);
/// The same; `also` is told of each good line on the way, so that who wants more of the lines need not read them again.
[[nodiscard]] JournalContent read_journal(os::File& file, const Visitor& also);

}  // namespace earwitness::journal
