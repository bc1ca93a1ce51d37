// SPDX-License-Identifier: MIT
//
// One recording, from the source's first frame to the seal.
//
// Threads: the owner calls everything but what is marked; a writer thread of its own runs from start() to finish().
// The writer polls the ring; nothing ever waits for the real-time side. Files come first: finish() closes them before
// it turns to the device.
// Errors: as said at each function. What the writer thread met is kept and told by finish().
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "archive/seal.hpp"
#include "capture/input.hpp"
#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "os/reserved_file_system.hpp"
#include "record/engine.hpp"
#include "record/mailbox.hpp"
#include "record/progress.hpp"
#include "record/settings.hpp"
#include "record/warnings.hpp"

namespace earwitness::record {

/// Of one side of a call.
struct TrackState {
  Track track = Track::near;
  Frames frames = 0;
  Frames frames_on_disk = 0;
  Frames lost_frames = 0;
  double peak_dbfs = 0;
  double rms_dbfs = 0;
  std::uint64_t clipped = 0;
  bool lost = false;  ///< its device is, and is not back yet
};

/// Of a call, frames are those of both sides together, levels those of the microphone, and lengths those of the longer
/// side.
struct Status {
  double seconds = 0;  ///< of audio in the files
  Frames frames = 0;
  Frames frames_on_disk = 0;
  Frames lost_frames = 0;
  Frames ring_high_water = 0;
  double peak_dbfs = 0;  ///< of the last block
  double rms_dbfs = 0;
  double first_second_peak_dbfs = 0;
  std::uint64_t clipped = 0;     ///< samples, so far
  double disk_left_seconds = 0;  ///< at the size of uncompressed audio, so at least this
  bool microphone_lost = false;  ///< and not back yet: nothing is recorded
  bool paused = false;
  double elapsed_seconds = 0;  ///< since the first frame, pauses and whatever was lost counted
  double paused_seconds = 0;   ///< in all pauses, this one included
  double left_seconds = 0;     ///< until the maximum; pauses count
  std::uint64_t marks = 0;
  std::vector<WarningSummary> warnings;
  std::vector<TrackState> tracks{};  ///< of a call: near, then far
};

/// What was recorded, once its files are closed.
struct Finished {
  std::uint64_t sides = 1;  ///< of a call 2: frames are those of both, seconds those of the longer one
  StopReason reason = StopReason::stopped;
  Frames frames = 0;
  Frames lost_frames = 0;
  double seconds = 0;
  std::vector<WarningSummary> warnings;
  std::exception_ptr
      problem;  ///< what ended it before its time, or a fault on the way; the files are whole all the same
};

struct Sealed {
  os::Path folder;                ///< of the conversation
  std::string recording;          ///< UUID
  std::string seal;               ///< hex SHA-256 of tagmanifest-sha256.txt
  std::optional<bool> in_ledger;  ///< nothing: it is not signed, and stands in none
};

/// What one recording enters into its archive's ledger. A ledger that can't be written never costs sound: it throws
/// nothing, and keeps the first problem for whoever asks. The main thread's: it may wait for another process that
/// writes there, or for a slow disk.
class LedgerKeeper {
 public:
  /// All outlive it. Without a signer nothing is entered, and that is no problem.
  LedgerKeeper(os::FileSystem& fs, const os::Clock& clock, const os::Path& root, const archive::Signer* signer);

  /// The ledger's last line, by its hash, before this recording is entered.
  [[nodiscard]] std::optional<std::string> head() noexcept;
  void begin(const std::string& recording, const std::string& open) noexcept;
  void seal(const std::string& recording, const std::string& seal) noexcept;
  /// It held no sound, and is gone.
  void nothing(const std::string& recording) noexcept;

  /// Why something is not in the ledger that should be.
  [[nodiscard]] const std::optional<Error>& problem() const noexcept { return problem_; }

 private:
  template <typename Call>
  void enter(Call call) noexcept;

  std::optional<archive::LedgerEntries> ledger_;
  os::Path path_;
  std::optional<Error> problem_;
};

class Recording {
 public:
  /// `signer` outlives it; null: neither signed nor in the archive's ledger. With `far` it is a call: `input` is its
  /// near side, the microphone.
  Recording(os::FileSystem& fs, const os::Clock& clock, os::Path root, std::unique_ptr<capture::Input> input,
            Settings settings, const archive::Signer* signer = nullptr, std::unique_ptr<capture::Input> far = nullptr);
  /// Ends what still runs; an unfinished recording stays on disk as it is.
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// Starts the device, then makes the folder: where there is no microphone nothing is left behind. Returns when both
  /// are there. Throws DeviceError, FileError, and Error(surroundings) with too little room on the disk.
  void start();

  /// Any thread.
  [[nodiscard]] Status status() const;
  /// True once audio is on disk. Any thread.
  [[nodiscard]] bool on_disk() const noexcept;
  /// Whether the writer waits for the disk: a warning. Now and then, by one thread.
  void watch_disk();
  /// True once the writer has ended by itself: all recorded, the device gone, an error. Any thread.
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
  /// What others than the writer see. Any thread.
  void set_warning(Warning warning, bool active) { mailbox_.set_warning(warning, active, clock_.boot()); }
  /// Warnings that began or ended since the last call. Any thread.
  [[nodiscard]] std::vector<WarningChange> take_warning_changes() { return mailbox_.take_warning_changes(); }
  /// To mark, to pause, to extend: the writer executes it, and take_results() has what came of it. Any thread.
  CommandId post(Command command) { return mailbox_.post(std::move(command), clock_); }
  /// The results of commands since the last call; after finish() the last ones. Any thread.
  [[nodiscard]] std::vector<CommandResult> take_results() { return mailbox_.take_results(); }
  /// Something happened around the recording, for the journal. Any thread; what comes after the stop is left out.
  void post(Event event) { mailbox_.post(std::move(event)); }

  /// Of a call: for who moves the stream of its far side.
  [[nodiscard]] const Moves& far_moves() const noexcept { return far_moves_; }

  /// Why the ledger does not have all of this recording. The owner's thread.
  [[nodiscard]] const std::optional<Error>& ledger_problem() const noexcept { return ledger_.problem(); }
  /// The journal's first line, for a time stamp on it. After start(), until finish() has returned.
  [[nodiscard]] std::optional<JournalLine> open_line() const { return engine_->open_line(); }
  /// The journal's last line. Any thread.
  [[nodiscard]] std::optional<JournalLine> last_line() const { return mailbox_.last_line(); }

  [[nodiscard]] const archive::Conversation& conversation() const noexcept { return conversation_; }
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const AudioFormat& format() const noexcept { return format_; }

  /// Records on until all that sounded before this call is there, then closes the files, then the device.
  /// Throws Error(surroundings) where there is not one frame (then the folder is gone again), or FileError where the
  /// files could not be finished: what is on disk stays, to be recovered.
  [[nodiscard]] Finished finish(StopReason reason);
  /// After finish(). Throws FileError; then the recording is not sealed, and stays as it is, to be recovered.
  [[nodiscard]] Sealed seal(const archive::Statement& statement);

 private:
  [[nodiscard]] bool is_call() const noexcept { return far_ != nullptr; }
  [[nodiscard]] std::string kind() const;
  [[nodiscard]] std::uint64_t bytes_taken_per_second() const;
  /// What is set aside for the end, in bytes.
  [[nodiscard]] std::uint64_t reserve() const;
  void begin_files(std::vector<TrackInput> inputs);
  [[nodiscard]] TrackState status_of(Track track, const Progress& progress) const;
  void discard() noexcept;
  void write_until_end() noexcept;
  [[nodiscard]] FileError unsealed(const FileError& error) const;

  os::FileSystem& fs_;
  const os::Clock& clock_;
  os::Path root_;
  std::unique_ptr<capture::Input> input_;
  std::unique_ptr<capture::Input> far_;  ///< null: it is no call
  Settings settings_;
  AudioFormat format_;
  std::string id_;
  const archive::Signer* signer_;
  LedgerKeeper ledger_;
  archive::Conversation conversation_;
  std::unique_ptr<os::ReservedFileSystem> reserved_;
  Progress progress_;      ///< of the only track, or the near one
  Progress far_progress_;  ///< of a call
  Moves far_moves_ = std::make_shared<Moves::element_type>(0);
  Mailbox mailbox_;
  WriterWatch writer_watch_;        // of whoever calls watch_disk()
  std::unique_ptr<Engine> engine_;  ///< the writer thread's own from start() until it has ended
  std::atomic<bool> ended_{false};
  std::thread writer_;
};

}  // namespace earwitness::record
