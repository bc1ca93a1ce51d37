// SPDX-License-Identifier: MIT
//
// From blocks to files: what the writer thread does, apart from waiting. Cuts the audio into stretches (files), puts
// silence where frames are known to be lost, and tells the journal what stands on disk.
//
// One thread. Errors: FileError; after one, only fail() is left.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "archive/archive.hpp"
#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "record/happening.hpp"
#include "record/progress.hpp"
#include "record/recording_journal.hpp"
#include "record/settings.hpp"
#include "record/stretch.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::record {

/// A loss longer than this ends the file: a break, not silence.
inline constexpr double longest_gap_seconds = 10.0;

class Pipeline {
 public:
  Pipeline(os::FileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
           const Settings& settings, const Opening& opening, Progress& progress);

  void note(std::string_view kind, std::string_view text) { journal_.note(kind, text); }
  /// For the journal, at the place that the audio has reached.
  void tell(const Happening& happening);
  /// One block of the ring, its samples perhaps in two parts.
  void consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples);
  /// Frames that are missing before the next block: silence in their place, or a break beyond longest_gap_seconds.
  void lose(Frames frames, const std::string& cause, bool estimated, std::int64_t boot_ns);
  /// Syncs, and journals what stands on disk, where there is something new to say.
  void sync();
  /// True once the recording has all that its maximum duration allows; frames beyond are left out.
  [[nodiscard]] bool full() const noexcept { return position_ >= max_frames_; }
  /// Finishes the open file and the journal.
  void finish(StopReason reason);

  [[nodiscard]] Frames frames() const noexcept { return frames_; }
  [[nodiscard]] Frames lost_frames() const noexcept { return lost_; }
  [[nodiscard]] std::uint64_t files() const noexcept { return files_; }
  [[nodiscard]] std::optional<UtcTime> first_frame_utc() const noexcept { return first_frame_utc_; }

 private:
  Level take(std::span<const std::byte> samples, const ring::Block& block, Frames already);
  void begin_stretch(BootTime first_frame);
  void end_stretch();
  [[nodiscard]] Frames room_in_stretch() const noexcept;

  os::FileSystem& fs_;
  const os::Clock& clock_;
  os::Path data_;
  AudioFormat format_;
  std::string recording_;
  Progress& progress_;
  RecordingJournal journal_;
  std::optional<Stretch> stretch_;
  Frames max_frames_;
  Frames split_frames_;  ///< 0: never
  Frames position_ = 0;  ///< frames since the first, lost ones included
  Frames frames_ = 0;
  Frames lost_ = 0;
  std::uint64_t files_ = 0;
  std::optional<UtcTime> first_frame_utc_;
};

}  // namespace earwitness::record
