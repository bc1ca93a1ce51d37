// SPDX-License-Identifier: MIT
//
// What goes wrong while a recording runs without ending it. Each warning is said once when it begins, and once when
// it ends; how long it lasted in all is kept for the end. A value; one thread at a time.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::record {

enum class Warning {
  no_delivery,
  muted,
  clipping,
  disk_low,
  device_lost,
  disk_fault,
  monitor,
  far_lost,     ///< of a call: nothing records what the other side says
  far_silent,   ///< of a call: the other side gave no sound while the near side spoke for long
  disk_stalled  ///< the writer waits for the disk
};
inline constexpr std::size_t warning_kinds = 10;

/// The word in `--json`: `no_delivery`, `muted`, `clipping`, `disk_low`, `device_lost`, `disk_fault`,
/// `monitor`, `far_lost`, `far_silent`, `disk_stalled`.
[[nodiscard]] const char* to_string(Warning warning) noexcept;
/// Whether the microphone is all that is recorded: where it is gone, the other side of a call still is.
enum class Sides { one, both };

/// The same as english_sentence(), for the one who records, in their language.
[[nodiscard]] const char* sentence(Warning warning, Sides sides) noexcept;
/// What to say when it is over while the recording goes on.
[[nodiscard]] std::string sentence_when_over(Warning warning, Sides sides);
/// A sentence with what to do, in English: for `--json`, and for `_()` wherever it is shown.
[[nodiscard]] const char* english_sentence(Warning warning, Sides sides) noexcept;
/// What to say of it once the recording has ended, after how long it lasted; in English, too.
[[nodiscard]] const char* english_sentence_afterwards(Warning warning, Sides sides) noexcept;

/// A change to tell the user.
struct WarningChange {
  Warning warning;
  bool begins;
};

/// How long a warning lasted, in all its spells.
struct WarningSummary {
  Warning warning;
  std::chrono::nanoseconds lasted;
};

class Warnings {
 public:
  /// The state at `now`; something only where it differs from before.
  std::optional<WarningChange> update(Warning warning, bool active, BootTime now);
  /// In a pause, and while the machine slept, nothing was recorded: what is said of the sound did not last there.
  void pause(BootTime since) noexcept;
  void resume(BootTime now) noexcept;
  void leave_out(std::chrono::nanoseconds slept) noexcept;
  /// All that ever were, those that still last until `now` included.
  [[nodiscard]] std::vector<WarningSummary> summary(BootTime now) const;

 private:
  struct Spell {
    bool ever = false;
    std::optional<BootTime> since;
    std::chrono::nanoseconds left_out_before{0};  ///< when it began
    std::chrono::nanoseconds before{0};
  };
  [[nodiscard]] std::chrono::nanoseconds left_out(BootTime until) const noexcept;
  [[nodiscard]] std::chrono::nanoseconds lasted(Warning warning, const Spell& spell, BootTime until) const noexcept;

  std::optional<BootTime> paused_since_;
  std::chrono::nanoseconds left_out_{0};
  std::array<Spell, warning_kinds> spells_;
};

/// Nothing for this long, while this process ran: a warning.
inline constexpr std::chrono::seconds no_delivery_after{1};

/// The writer has not come round for so long, while whoever looks did: the disk takes nothing.
inline constexpr std::chrono::seconds disk_stalled_after{3};

/// Whether the writer goes on, for whoever looks at it now and then from another thread. A process that was stopped, or
/// a machine that slept, says nothing of the disk: between two looks no more than a second counts.
class WriterWatch {
 public:
  /// `rounds` that the writer has made.
  void note_rounds(std::uint64_t rounds, BootTime now) noexcept;
  [[nodiscard]] bool is_stalled() const noexcept { return still_ >= disk_stalled_after; }

 private:
  std::uint64_t rounds_ = 0;
  std::optional<BootTime> looked_;
  std::chrono::nanoseconds still_{0};
};

/// Says after each stretch of sound which warnings about the sound hold. Times are lengths of audio.
class SignalWatch {
 public:
  static constexpr double muted_peak = 0.002;  ///< of full scale; a live microphone is above
  static constexpr std::chrono::seconds muted_after{5};
  static constexpr std::chrono::seconds clipping_lasts{2};  ///< after the last clipped sample

  void add(double peak, std::uint64_t clipped, std::chrono::nanoseconds length) noexcept;

  [[nodiscard]] bool muted() const noexcept { return quiet_ >= muted_after; }
  [[nodiscard]] bool clipping() const noexcept { return since_clip_ < clipping_lasts; }

 private:
  std::chrono::nanoseconds quiet_{0};
  std::chrono::nanoseconds since_clip_{clipping_lasts};
};

/// Whether only one side of a call is heard: the near side has spoken for a minute, and the far side has not made a
/// sound. A far side that listens is no fault, and makes one now and then. Times are lengths of audio.
class OneSided {
 public:
  static constexpr double speech_peak = 0.01;         ///< of full scale; a quiet room is below
  static constexpr double sound_peak = 0.001;         ///< what is played has no noise of its own
  static constexpr std::chrono::seconds word_gap{2};  ///< between two words of one who speaks
  static constexpr std::chrono::seconds said_after{60};

  void add_near(double peak, std::chrono::nanoseconds length) noexcept;
  void add_far(double peak, std::chrono::nanoseconds length) noexcept;

  [[nodiscard]] bool is_far_silent() const noexcept { return spoken_ >= said_after; }

 private:
  std::chrono::nanoseconds spoken_{0};  ///< by the near side, since the far side's last sound
  std::chrono::nanoseconds since_word_{word_gap};
};

}  // namespace earwitness::record
