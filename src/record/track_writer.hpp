// SPDX-License-Identifier: MIT
//
// One track of a recording, from its input to its files: takes what lies in the ring, holds it against the clock, and
// knows whether the device is there. A recording of a microphone has one, a call two. Neither waits for the other, and
// what one of them loses the other never hears of: the engine drives them in turn and decides what is about all.
//
// One thread, the writer's. Never waits. Errors: FileError, of the files.
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/recording_kind.hpp"
#include "capture/input.hpp"
#include "journal/events.hpp"
#include "os/clock.hpp"
#include "os/reserved_file_system.hpp"
#include "record/device_watch.hpp"
#include "record/intake.hpp"
#include "record/pipeline.hpp"
#include "record/progress.hpp"
#include "record/settings.hpp"
#include "record/warnings.hpp"

namespace earwitness::record {

/// Where the sound of a track comes from. All outlive the track.
struct TrackInput {
  Track track = Track::only;
  capture::Input* input = nullptr;
  std::shared_ptr<ring::AudioRing> ring;  ///< the one that the input has begun to fill
  Progress* progress = nullptr;
};

class TrackWriter {
 public:
  /// All but `settings` and `opening` outlive it.
  TrackWriter(os::ReservedFileSystem& fs, const os::Clock& clock, const os::Path& data, const Settings& settings,
              const Opening& opening, TrackInput source, JournalKeeper& journal, Marks& marks);

  /// Takes all that is in the ring; false if there was nothing. `with_block_in_hand` is called for each block before it
  /// is written: who asks for a pause later than this asks for it after all of its sound.
  template <typename Call>
  bool drain(Call with_block_in_hand);
  /// The machine slept for so long.
  void note_sleep(std::chrono::nanoseconds length) { slept_ += length; }
  /// The sound server moved its stream to another source, or is about to.
  void expect_move() noexcept { intake_->expect_move(); }
  /// How long to wait for its next block, from `now` on.
  [[nodiscard]] std::chrono::nanoseconds until_due(BootTime now) const;

  /// Looks at the device, and opens a lost one again unless `is_pausing`. `is_ending`: it is not worth it any more.
  /// False once it is lost for good.
  [[nodiscard]] bool check_device(bool got_blocks, bool is_pausing, bool is_ending);

  /// What sounds from that moment on is dropped: a pause was asked for then.
  void end_at(BootTime moment) noexcept { intake_->end_at(moment); }
  /// Whether all has come that sounded before the pause that was asked for at `asked`.
  [[nodiscard]] bool has_all_until_pause(BootTime asked, BootTime now) const;
  /// Closes the device; from `asked` on nothing is kept.
  void pause(BootTime asked);
  /// Opens the device anew; keep_resuming() says when it is there.
  void begin_resuming(BootTime asked);
  /// Gives up opening it: the pause goes on.
  void cancel_resuming();
  enum class Resuming { no, waits, resumed, without_device };
  /// A device that does not come back in time is lost from when it was asked for.
  [[nodiscard]] Resuming keep_resuming();

  /// True once what sounded before a stop at `asked` is in the files, or will not come any more.
  [[nodiscard]] bool is_past_stop(BootTime asked, BootTime now);
  /// Passes on what it held back: nothing more will come.
  void finish_intake() { intake_->finish(); }

  [[nodiscard]] Track track() const noexcept { return source_.track; }
  [[nodiscard]] Pipeline& pipeline() noexcept { return pipeline_; }
  [[nodiscard]] const Pipeline& pipeline() const noexcept { return pipeline_; }
  [[nodiscard]] const AudioFormat& format() const noexcept { return pipeline_.source().format; }
  [[nodiscard]] Progress& progress() const noexcept { return *source_.progress; }
  [[nodiscard]] std::string device_name() const { return source_.input->name(); }
  [[nodiscard]] bool hears_what_is_played() const { return source_.input->kind() == recording_kind::monitor; }
  [[nodiscard]] bool is_lost() const noexcept { return lost_since_.has_value(); }
  [[nodiscard]] bool is_paused() const noexcept { return paused_since_.has_value(); }
  [[nodiscard]] bool is_away() const noexcept { return lost_since_ || paused_since_; }
  [[nodiscard]] bool any_block() const noexcept { return any_block_; }
  [[nodiscard]] const SignalWatch& signal() const noexcept { return signal_; }
  /// Nothing came for this long, while this process ran.
  [[nodiscard]] std::chrono::nanoseconds silent() const noexcept { return device_.silent(); }
  /// How loud, and how long, was what came since the last call.
  [[nodiscard]] std::pair<double, std::chrono::nanoseconds> take_heard() noexcept {
    return std::exchange(heard_, {0.0, std::chrono::nanoseconds{0}});
  }
  /// In words, what is the matter where it is gone at the end, as an error.
  [[nodiscard]] std::exception_ptr gone_at_end() const;
  /// The same where that ends the recording.
  [[nodiscard]] std::exception_ptr gone_for_good() const;

 private:
  void note_high_water();
  void write_block(const ring::Block& block);
  void note_blocks(Frames taken);
  void begin_loss();
  void switch_ring(std::shared_ptr<ring::AudioRing> ring);
  void set_lost(std::optional<BootTime> since);
  [[nodiscard]] std::chrono::nanoseconds duration_of(Frames frames) const noexcept;

  os::ReservedFileSystem& fs_;
  const os::Clock& clock_;
  std::optional<std::chrono::seconds> device_timeout_;
  TrackInput source_;
  std::shared_ptr<ring::AudioRing> ring_;
  ring::AudioRing::Consumer consumer_;
  Pipeline pipeline_;
  std::optional<Intake> intake_;
  SignalWatch signal_;
  DeviceWatch device_;
  std::chrono::nanoseconds slept_{0};  ///< the machine did, and the block after it has not come yet
  std::optional<BootTime> lost_since_;
  std::optional<BootTime> paused_since_;
  std::optional<BootTime> resuming_since_;  ///< asked for, and the device is being opened
  BootTime last_block_;
  BootTime due_;  ///< when to look for the next block
  bool any_block_ = false;
  Frames high_water_ = 0;
  std::pair<double, std::chrono::nanoseconds> heard_{};
};

template <typename Call>
bool TrackWriter::drain(Call with_block_in_hand) {
  Frames taken = 0;
  // What is in the reserve pays for the end, not for what still waits here.
  while (const auto* block = consumer_.block()) {
    with_block_in_hand();
    if (paused_since_ || pipeline_.is_full() || fs_.full()) break;
    note_high_water();
    write_block(*block);
    taken += block->frames;
    consumer_.release(*block);
  }
  if (taken == 0) return false;
  note_blocks(taken);
  return true;
}

}  // namespace earwitness::record
