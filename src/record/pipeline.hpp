// SPDX-License-Identifier: MIT
//
// From the blocks of one track to its files: what the writer thread does, apart from waiting. Cuts the audio into
// stretches (files), puts silence where frames are known to be lost, and tells the journal what stands on disk. A
// recording has one, a call two, which share the journal and the marks and know nothing of each other.
//
// A disk that fails once does not end the recording. A file whose sync or write failed is left, never synced again, and
// the next one begins; after max_consecutive_faults of them the error is thrown. What happened is kept in fault().
//
// One thread. Errors: FileError; after one, only finish() is left.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "archive/archive.hpp"
#include "earwitness/base.hpp"
#include "journal/pace.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "record/event.hpp"
#include "record/journal_keeper.hpp"
#include "record/marks.hpp"
#include "record/progress.hpp"
#include "record/recording_journal.hpp"
#include "record/settings.hpp"
#include "record/stretch.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::record {

/// A loss longer than this ends the file: a break, not silence.
inline constexpr double max_gap_seconds = 10.0;
/// Files that fail one after the other without a good sync between them.
inline constexpr int max_consecutive_faults = 3;

class Pipeline {
 public:
  struct Source {
    Track track = Track::only;
    AudioFormat format;
    std::string recording;  ///< UUID, for the tags of its files
    bool is_salted = true;  ///< each second has a salt
  };
  /// `journal`, `marks` and `progress` outlive it; `data` is the folder of the files.
  Pipeline(os::FileSystem& fs, const os::Clock& clock, os::Path data, const Settings& settings, Source source,
           JournalKeeper& journal, Marks& marks, Progress& progress);

  /// For the journal, at the place that the audio has reached.
  void write_event(const Event& event);
  /// Writes one block of the ring, its samples perhaps in two parts; its sound ended at `ended_ns`, on CLOCK_BOOTTIME.
  /// Returns how loud it is.
  Level consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples, std::int64_t ended_ns);
  /// Frames that are missing before the next block: silence in their place, or a break beyond max_gap_seconds.
  void add_loss(Frames frames, const std::string& cause, bool estimated, const ring::Block& next);
  /// Ends the file: what comes next begins another one, and the time between counts as lost, but for a `pause`. `cause`
  /// as in the journal. It lasts since the last frame sounded, or since `moment`; one that lasts already ends
  /// then.
  void interrupt(const std::string& cause, std::optional<BootTime> moment = {});
  /// The maximum ends that much later.
  void extend(std::chrono::seconds by);
  /// Whether marks get their place in this track. One track at a time has them: that of the microphone, as long as
  /// there is sound of it.
  void set_places_marks(bool places) noexcept { places_marks_ = places; }
  /// True while a file is open.
  [[nodiscard]] bool has_sound() const noexcept { return stretch_.has_value(); }
  /// True while nothing comes, for how long is not known yet.
  [[nodiscard]] bool is_interrupted() const noexcept {
    return !stretch_ && interruption_ && interruption_->since_ns.has_value();
  }
  /// The end of the file before the one that is open; an empty name while there is none.
  [[nodiscard]] const Place& last_end() const noexcept { return last_end_; }
  /// For others to read, at the end of a round.
  void publish() noexcept;
  /// Since the first frame, pauses and losses counted: up to the last frame, or to `now` while none comes.
  [[nodiscard]] double elapsed_seconds(BootTime now) const noexcept;
  /// Until the maximum, from the same moment on.
  [[nodiscard]] double left_seconds(BootTime now) const noexcept;
  /// Syncs, and journals what stands on disk, where there is something new to say.
  void sync();
  /// True once the recording has all that its maximum duration allows; frames beyond are left out.
  [[nodiscard]] bool is_full() const noexcept { return position_ >= max_frames_; }
  /// True if the maximum is reached at `now`, by the clock, while an interruption lasts.
  [[nodiscard]] bool is_full_at(BootTime now) const noexcept;
  /// Finishes the open file.
  void finish();
  /// Tells of the time since the last file; after finish() and after the marks.
  void close_interruption();
  /// After finish(): false where the files can't be sealed as they are.
  [[nodiscard]] bool files_whole() const noexcept { return files_whole_; }

  [[nodiscard]] Frames frames() const noexcept { return frames_; }
  [[nodiscard]] Frames lost_frames() const noexcept { return lost_; }
  [[nodiscard]] std::uint64_t files() const noexcept { return files_; }
  [[nodiscard]] std::optional<UtcTime> first_frame_utc() const noexcept { return first_frame_utc_; }
  [[nodiscard]] const Source& source() const noexcept { return source_; }
  /// The first thing that went wrong with its files, or null.
  [[nodiscard]] const std::exception_ptr& fault() const noexcept { return fault_; }

 private:
  /// Between two files.
  struct Interruption {
    std::string cause;
    std::optional<std::int64_t> since_ns;  ///< lasts until the next frame; else only known_lost frames are lost
    Frames known_lost = 0;
  };

  Level write_samples(std::span<const std::byte> samples, const ring::Block& block, Frames already,
                      std::int64_t ended_ns);
  Level write_piece(std::span<const std::byte> samples, BootTime ended);
  void fill_gap(Frames count, const ring::Block& next);
  void begin_stretch(BootTime first_frame);
  bool open_stretch(UtcTime first_frame);
  void end_stretch();
  [[nodiscard]] std::vector<Entry> abandon_stretch();
  void note_end_of_stretch();
  [[nodiscard]] Place place_here() const;
  void give_up(Frames before);
  void count_as_lost(Frames held);
  void end_interruption(std::int64_t until_ns);
  void acknowledge(Frames on_disk) noexcept;
  void keep_fault();
  [[nodiscard]] std::int64_t length_ns(Frames frames) const noexcept;
  /// How long no sound has come, at `now`.
  [[nodiscard]] std::int64_t away_ns(BootTime now) const noexcept;
  [[nodiscard]] Frames frames_left_in_stretch() const noexcept;
  void tell_if_ahead(Frames frames, std::int64_t ended_ns);

  os::FileSystem& fs_;
  const os::Clock& clock_;
  os::Path data_;
  Source source_;
  AudioFormat format_;
  JournalKeeper& journal_;
  Marks& marks_;
  Progress& progress_;
  std::optional<Stretch> stretch_;
  std::optional<Interruption> interruption_;
  Frames max_frames_;
  Frames split_frames_;  ///< 0: never
  Frames position_ = 0;  ///< frames since the first, lost ones included
  Frames frames_ = 0;
  Frames lost_ = 0;
  Frames on_disk_ = 0;
  double first_second_peak_ = 0;
  std::uint64_t clipped_ = 0;
  std::int64_t end_ns_ = 0;  ///< when the last frame sounded
  std::uint64_t files_ = 0;
  std::optional<UtcTime> first_frame_utc_;
  BootTime first_frame_{};
  BootTime stretch_began_{};
  Place last_end_;  ///< of the file before this one
  bool places_marks_ = true;
  std::int64_t paused_ns_ = 0;
  journal::Pace pace_;
  Frames sound_ = 0;  ///< frames that came, without gaps

  std::exception_ptr fault_;
  int faults_ = 0;  ///< since the last good sync
  bool files_whole_ = true;
  bool on_disk_known_ = true;
};

}  // namespace earwitness::record
