// SPDX-License-Identifier: MIT
//
// Whether the times that a journal tells can all be true of one recording: sound against the clock that nobody can set,
// the wall clock against that one, and each moment against the line that tells it (docs/format.md, "Time stamps", has
// the same rules as formulas). What an honest recorder cannot write is a problem; what it can, but only by accident, a
// doubt. Takes in line after line, in linear time and constant memory. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "journal/pace.hpp"
#include "journal/reader.hpp"

namespace earwitness::journal {

/// Two readings of two clocks that belong together; a wall clock that jumps further has a `clock` line.
inline constexpr double clock_step_tolerance_seconds = 2;
/// Sound that waited in the ring while the journal was opened on a slow disk is older than the journal.
inline constexpr double before_open_tolerance_seconds = 120;
/// Within this time a recorder has decided that sound which did not come is lost, and says so.
inline constexpr double undecided_tolerance_seconds = 120;
/// A jump of the wall clock in a recorder's last round may have no line of its own any more, if it is no larger.
inline constexpr double untold_step_seconds = 26.0 * 3600;
inline constexpr double last_round_seconds = 1;
/// From the `open` line to the first frame, and from the last sound to the last line: a device that is slow to begin, a
/// disk that is slow to take the last minute of the ring. What is longer is told.
inline constexpr double idle_tolerance_seconds = 120;

/// A `clock` line that says that the wall clock was set, by more than it may be off without one.
struct ClockStep {
  std::uint64_t line = 0;
  double seconds = 0;  // negative: back
};

class JournalTimes {
 public:
  void add(const Line& line);
  /// After the last line.
  void finish();

  [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }
  /// Sentences.
  [[nodiscard]] const std::vector<std::string>& doubts() const noexcept { return doubts_; }
  /// Sentences: time without sound of which no line tells, as an honest recorder may leave it behind where it began
  /// late or ended before it had decided what was lost. Nothing that has any is complete.
  [[nodiscard]] const std::vector<std::string>& untold() const noexcept { return untold_; }
  /// How often and how far the wall clock was set, by the `clock` lines.
  [[nodiscard]] const std::vector<ClockStep>& clock_steps() const noexcept { return clock_steps_; }

 private:
  /// A jump of the wall clock that no line has told of yet.
  struct Jump {
    std::uint64_t line;
    std::int64_t mono_ns;
    double seconds;
    double stepped;  // by all `clock` lines until then
    bool is_second_line;
  };

  /// Of one track: its sound against the clock.
  struct Sound {
    Track track = Track::only;
    double rate = 0;  // sample rate in Hz; 0: not known
    Pace pace{0, 0};
    double sound = 0;  // frames so far, with those of gaps
    double gaps = 0;   // frames
    double ahead = 0;  // seconds of sound that came sooner than it can have sounded, as the journal itself tells
    std::optional<std::int64_t> began_ns{};  // of the first file
    std::optional<std::int64_t> file_ns{};   // of this one
    std::optional<std::int64_t> captured_ns{};
    double broken = 0;  // seconds of breaks
    std::optional<std::int64_t> short_since_ns{};
    double short_seconds = 0;        // how much is missing since then
    double measured_breaks = 0;      // seconds of breaks that were measured by the clock, from frame to frame
    std::int64_t last_sound_ns = 0;  // the beginning of a file, or a second; `open` before any
    double breaks_since_sound = 0;   // seconds
    double pauses_since_sound = 0;   // seconds

    void note_sound(std::int64_t moment_ns);
  };

  void open(const Line& line);
  void add_sound(const json::Value& format, Track track);
  /// Of the track that the line is of; null where there is none.
  [[nodiscard]] Sound* sound_of(const Line& line);
  void file(const Line& line);
  void audio(const Line& line);
  void clock(const Line& line);
  void check_wall_clock(const Line& line);
  void check_pace(Sound& sound, const Line& line, std::int64_t moment_ns);
  void check_losses(Sound& sound, const Line& line, std::int64_t captured_ns);
  void interruption(const Line& line);
  void check_told_time(Sound& sound, const Line& line, std::int64_t moment_ns);
  void settle_losses();
  void settle_ahead();
  void tell_idle_end();
  void tell_untold(Track track, std::string sentence);
  void settle_jump();
  void tell_jump(const Jump& jump);
  /// A time that a recorder's own clock gave; nothing where there is none to be held against anything.
  [[nodiscard]] std::optional<std::int64_t> moment(const Line& line, const char* name);
  void problem(std::uint64_t line, std::string detail);

  std::vector<Problem> problems_;
  std::vector<std::string> doubts_;
  std::vector<std::string> untold_;
  std::vector<ClockStep> clock_steps_;

  bool is_import_ = false;
  bool recovered_ = false;
  std::int64_t opened_ns_ = 0;

  double stepped_ = 0;  // seconds, by all `clock` lines
  double base_ = 0;     // the wall clock less the other, at base_ns_, less what had been stepped
  std::int64_t base_ns_ = 0;
  std::optional<Jump> jump_;
  std::uint64_t last_line_ = 0;
  std::int64_t last_ns_ = 0;

  std::vector<Sound> sounds_;
};

}  // namespace earwitness::journal
