// SPDX-License-Identifier: MIT
//
// The text files of one recording: its journal, the notes that the journal commits to, and the levels
// (docs/format.md, "Journal"). Each line is durable before the call that promises it returns.
//
// One thread. Errors: FileError.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earwitness/base.hpp"
#include "journal/events.hpp"
#include "journal/writer.hpp"
#include "json/value.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "record/event.hpp"
#include "record/stretch.hpp"

namespace earwitness::record {

/// What the journal's first line says of a track of a call.
struct OpeningTrack {
  Track track = Track::near;
  std::string kind;
  AudioFormat format;
  std::string host_api;
  std::optional<journal::ChannelOf> channel{};
};

/// What the journal's first line says.
struct Opening {
  std::string recording;  ///< UUID
  std::string kind;
  AudioFormat format;
  std::string host_api;
  std::string started_from;  ///< `terminal` or `none`
  std::string boot_id;
  std::optional<std::string> key{};                     ///< fingerprint of the key that will sign the seal
  std::optional<std::string> ledger{};                  ///< hash of the last line of the archive's ledger
  bool time_stamps = false;                             ///< they were asked for
  std::optional<std::int64_t> behind_ledger_seconds{};  ///< as journal::OpenLine
  std::int64_t version = journal::written_format;       ///< of the format; from 2 on each second has a salt
  std::optional<journal::ChannelOf> channel{};          ///< one input alone, of a device with several
  std::vector<OpeningTrack> tracks{};                   ///< of a call; else kind, format and host_api say it
};

/// What the last line says of a track.
struct TrackTotal {
  Track track = Track::only;
  std::uint64_t files = 0;
  Frames frames = 0;
  Frames lost = 0;
  Frames ring_high_water = 0;
};

class RecordingJournal {
 public:
  /// Makes the files in `data` and writes the `open` line. Synced, names included.
  RecordingJournal(os::FileSystem& fs, const os::Clock& clock, const os::Path& data, const Opening& opening);

  /// The hash of the `open` line.
  [[nodiscard]] const std::string& opening_hash() const noexcept { return opening_hash_; }
  /// The last line that was written.
  [[nodiscard]] JournalLine last_line() const { return {journal_.lines() - 1, journal_.last_hash()}; }

  /// Free text goes to the notes; the journal holds only its salted hash. Synced.
  void note(std::string_view kind, std::string_view text, Track track = Track::only);
  /// A mark at frame `from` of `file`: a note that may have no words. Synced.
  void mark(std::string_view words, const std::string& file, Frames from);
  /// While `file` (empty: none) is at frame `from`. Synced.
  void add_event(const Event& event, const std::string& file, Frames from);
  void clock_changed(std::chrono::nanoseconds step, bool synchronised);
  /// A new file has its first frame.
  void file_begins(Track track, const std::string& name, BootTime first_frame);
  /// Seconds and gaps that stand on disk, with their levels. Synced.
  void entries(Track track, const std::string& file, const std::vector<Entry>& entries);
  /// A file has ended before the recording did; `seconds` pass without audio.
  void interruption(Track track, std::string_view cause, double seconds, Frames lost);
  /// The last line; then closes all files.
  void close(std::string_view reason, const std::vector<TrackTotal>& totals);

 private:
  [[nodiscard]] std::uint64_t commit_note(std::string_view kind, std::string_view text, Track track,
                                          const std::optional<std::string>& file = {}, std::optional<Frames> from = {});
  void surroundings(const journal::EncodedLine& event, const std::string& file, Frames from);
  /// Synced before the lines that rest on them.
  void write_salts(const std::vector<Entry>& entries);
  void append(const journal::EncodedLine& line);

  const os::Clock& clock_;
  std::unique_ptr<os::File> notes_;
  std::unique_ptr<os::File> levels_;
  std::unique_ptr<os::File> salts_;  // null in format 1
  journal::Writer journal_;
  std::string opening_hash_;
  std::uint64_t last_note_ = 0;
};

}  // namespace earwitness::record
