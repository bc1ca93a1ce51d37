// SPDX-License-Identifier: MIT
//
// What the writer thread does in one round: all that lies in the ring goes to the files, what is known to be on disk to
// the journal; the device, the clocks and the disk are looked at. It never waits, so that a test can drive it step by
// step with a clock of its own.
//
// One thread, but for the mailbox and the progress, which are made for others. Nothing is thrown: what ended the
// recording is in error().
#pragma once

#include <exception>
#include <memory>
#include <optional>

#include "capture/input.hpp"
#include "journal/events.hpp"
#include "os/clock.hpp"
#include "os/reserved_file_system.hpp"
#include "record/clock_watch.hpp"
#include "record/device_watch.hpp"
#include "record/intake.hpp"
#include "record/mailbox.hpp"
#include "record/pipeline.hpp"
#include "record/progress.hpp"
#include "record/settings.hpp"
#include "record/warnings.hpp"

namespace earwitness::record {

class Engine {
 public:
  /// All of these outlive it. `ring` is the one that the input has begun to fill. Throws FileError if the journal can't
  /// be begun.
  Engine(os::ReservedFileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
         const Settings& settings, const Opening& opening, capture::Input& input, std::shared_ptr<ring::AudioRing> ring,
         Progress& progress, Mailbox& mailbox);

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
  [[nodiscard]] Pipeline& pipeline() noexcept { return pipeline_; }

 private:
  bool round();
  bool drain();
  void note_high_water();
  void write_block(const ring::Block& block);
  [[nodiscard]] std::chrono::nanoseconds duration_of(Frames frames) const noexcept;
  [[nodiscard]] bool hears_what_is_played() const { return input_.kind() == journal::kind_of_monitor; }
  void check_clocks();
  void check_free_space();
  bool check_device(bool got_blocks);
  void begin_device_loss();
  void end_device_loss();
  void switch_ring(std::shared_ptr<ring::AudioRing> ring);
  // A pause closes the microphone: nothing can be heard then, not even by mistake, and the system's sign that somebody
  // listens goes out. To resume opens it anew; everything that it then delivers sounded after the command.
  void execute_commands();
  void execute(const PostedCommand& posted, const MarkCommand& mark);
  void execute(const PostedCommand& posted, const MarkTextCommand& words);
  void execute(const PostedCommand& posted, const PauseCommand& pause);
  void execute(const PostedCommand& posted, const ResumeCommand& resume);
  void execute(const PostedCommand& posted, const ExtendCommand& extend);
  void pause_when_all_arrived();
  void pause_now();
  void check_resumed();
  void resume_without_device();
  void end_resuming(bool changed);
  void settle_marks();
  void reply(CommandId id, bool changed, double seconds = 0);
  [[nodiscard]] bool is_away() const noexcept { return lost_since_ || paused_since_; }
  void update_warnings();
  [[nodiscard]] bool past_stop();
  void end_recording(StopReason reason, std::exception_ptr error = nullptr);

  os::ReservedFileSystem& fs_;
  const os::Clock& clock_;
  os::Path folder_;
  Settings settings_;
  capture::Input& input_;
  Progress& progress_;
  Mailbox& mailbox_;

  std::shared_ptr<ring::AudioRing> ring_;
  ring::AudioRing::Consumer consumer_;
  ClockWatch clocks_;  // before the journal's first line: a step after that line is told
  Pipeline pipeline_;
  std::optional<Intake> intake_;
  SignalWatch signal_;
  DeviceWatch device_;
  std::chrono::nanoseconds slept_{0};  ///< the machine did, and the block after it has not come yet
  std::optional<BootTime> lost_since_;
  std::optional<PostedCommand> pausing_;  ///< asked for, and what sounded before it is still on its way
  std::optional<BootTime> paused_since_;
  std::optional<PostedCommand> resuming_;  ///< asked for, and the microphone is being opened
  BootTime last_block_;
  BootTime due_;  ///< when to look for the next block
  bool any_block_ = false;
  std::optional<BootTime> last_space_check_;
  std::uint64_t free_bytes_;
  Frames high_water_ = 0;

  std::optional<StopReason> ended_;
  StopReason reason_ = StopReason::stopped;
  std::exception_ptr error_;
  bool files_whole_ = false;
  std::optional<JournalLine> open_line_;
};

}  // namespace earwitness::record
