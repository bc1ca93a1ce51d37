// SPDX-License-Identifier: MIT
//
// What the writer thread does in one round: all that lies in the rings goes to the files, what is known to be on disk
// to the journal; the devices, the clocks and the disk are looked at. It never waits, so that a test can drive it step
// by step with a clock of its own. Here is what is about all tracks: commands, the journal's end, the maximum, the
// disk; what is one track's own is in TrackWriter.
//
// One thread, but for the mailbox and the progress, which are made for others. Nothing is thrown: what ended the
// recording is in error().
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "capture/input.hpp"
#include "journal/events.hpp"
#include "os/clock.hpp"
#include "os/reserved_file_system.hpp"
#include "record/clock_watch.hpp"
#include "record/journal_keeper.hpp"
#include "record/mailbox.hpp"
#include "record/pipeline.hpp"
#include "record/progress.hpp"
#include "record/settings.hpp"
#include "record/track_writer.hpp"
#include "record/warnings.hpp"

namespace earwitness::record {

class Engine {
 public:
  /// All of these outlive it. `ring` is the one that the input has begun to fill. Throws FileError if the journal can't
  /// be begun.
  Engine(os::ReservedFileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
         const Settings& settings, const Opening& opening, capture::Input& input, std::shared_ptr<ring::AudioRing> ring,
         Progress& progress, Mailbox& mailbox);
  /// The same of a call: near, then far. What is about all of the recording is in the first one's progress.
  Engine(os::ReservedFileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
         const Settings& settings, const Opening& opening, std::vector<TrackInput> inputs, Mailbox& mailbox,
         Moves far_moves = nullptr);

  /// One round. False once the recording has come to its end: then finish().
  bool step() noexcept;
  /// How long to wait before the next round.
  [[nodiscard]] std::chrono::nanoseconds until_next_round() const;
  /// Closes the files.
  void finish() noexcept;

  /// The journal's first line; never changes, so any thread may ask.
  [[nodiscard]] const std::optional<JournalLine>& open_line() const noexcept { return open_line_; }
  [[nodiscard]] StopReason reason() const noexcept { return reason_; }
  /// What went wrong, or null.
  [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }
  /// After finish(): whether the files are such that they can be sealed.
  [[nodiscard]] bool files_whole() const noexcept { return files_whole_; }
  /// Of the first track: the only one, or the microphone's.
  [[nodiscard]] Pipeline& pipeline() noexcept { return tracks_.front()->pipeline(); }
  [[nodiscard]] const std::vector<std::unique_ptr<TrackWriter>>& tracks() const noexcept { return tracks_; }
  /// When the first track began, by the wall clock; nothing before there is sound.
  [[nodiscard]] std::optional<UtcTime> first_frame_utc() const;
  /// Of sound: the longest track's.
  [[nodiscard]] double seconds() const;
  /// The hash of the journal's first line.
  [[nodiscard]] const std::string& opening_hash() const noexcept { return journal_.opening_hash(); }

 private:
  bool round();
  void check_clocks();
  void check_free_space();
  void write_event(const Event& event);
  bool check_devices(const std::vector<bool>& got_blocks);
  // A pause closes the devices: nothing can be heard then, not even by mistake, and the system's sign that somebody
  // listens goes out. To resume opens it anew; everything that it then delivers sounded after the command.
  void execute_commands();
  void note_moves();
  void execute(const PostedCommand& posted, const MarkCommand& mark);
  void execute(const PostedCommand& posted, const MarkTextCommand& words);
  void execute(const PostedCommand& posted, const PauseCommand& pause);
  void execute(const PostedCommand& posted, const ResumeCommand& resume);
  void execute(const PostedCommand& posted, const ExtendCommand& extend);
  void pause_when_all_arrived();
  void pause_now();
  void check_resumed();
  void end_resuming(bool changed);
  void settle_marks();
  void write_complete_marks();
  void write_last_marks();
  void finish_files();
  [[nodiscard]] std::exception_ptr first_fault() const;
  void reply(CommandId id, bool changed, double seconds = 0);
  void update_warnings();
  void update_warnings_of_far(BootTime now);
  [[nodiscard]] bool past_stop();
  void end_recording(StopReason reason, std::exception_ptr error = nullptr);

  os::ReservedFileSystem& fs_;
  const os::Clock& clock_;
  os::Path folder_;
  Settings settings_;
  Progress& progress_;
  Mailbox& mailbox_;

  ClockWatch clocks_;  // before the journal's first line: a step after that line is told
  JournalKeeper journal_;
  Marks marks_;
  std::vector<std::unique_ptr<TrackWriter>> tracks_;  // never empty
  Moves far_moves_;
  std::uint32_t known_moves_ = 0;
  OneSided one_sided_;
  std::optional<PostedCommand> pausing_;  ///< asked for, and what sounded before it is still on its way
  std::optional<BootTime> paused_since_;
  std::optional<PostedCommand> resuming_;  ///< asked for, and the devices are being opened
  std::optional<BootTime> last_space_check_;
  std::uint64_t free_bytes_;

  std::optional<StopReason> ended_;
  StopReason reason_ = StopReason::stopped;
  std::exception_ptr error_;
  bool files_whole_ = false;
  std::optional<JournalLine> open_line_;
};

}  // namespace earwitness::record
