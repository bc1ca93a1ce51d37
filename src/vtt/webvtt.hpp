// SPDX-License-Identifier: MIT
//
// WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format"): what a transcript is kept in, and what players, browsers
// and speech recognisers know. Read is what a transcript needs: cues with their times, who speaks (`<v Name>`), the
// text with its escapes. Identifiers, settings, notes and tags that only change the looks are skipped.
//
// Stricter than a browser, which leaves out what it does not understand: a person who typed something must be told
// where it would have been lost. So text that belongs to no cue, and a `<` that begins no tag, are problems. So are
// styles and regions, which can hide words from who sees the text in a player; and characters that nobody sees, or that
// turn the direction of writing. docs/format.md has the grammar.
//
// Times are milliseconds since the first frame, on a clock that pauses do not stop. Values; pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::vtt {

/// One person's words. A cue in which several speak is several of these, with the same times.
struct Cue {
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;  ///< after `begin_ms`
  std::string speaker;      ///< empty: not said
  std::string text;        ///< plain UTF-8, lines ending in newlines, none of them empty; print through base::printable
  std::uint64_t line = 0;  ///< of its times, counted from 1

  friend bool operator==(const Cue&, const Cue&) = default;
};

struct Problem {
  std::uint64_t line = 0;
  std::string sentence;  ///< says what is wrong and how it is written right
};

/// All that could be understood, problems or not. A cue that nobody filled in has an empty text.
struct Reading {
  std::vector<Cue> cues;
  std::vector<Problem> problems;  ///< in the order of their lines, at most limits::transcript_problems
};

[[nodiscard]] Reading read_vtt(std::string_view text);
/// SubRip, which is written as WebVTT without its first line and with a comma in the times.
[[nodiscard]] Reading read_srt(std::string_view text);

/// The cues that say something. Throws Error(unknown_format) with the line of the first problem.
[[nodiscard]] std::vector<Cue> parse_vtt(std::string_view text);

/// `00:12:34.567`.
[[nodiscard]] std::string time_text(std::int64_t ms);

/// Puts a WebVTT together; what it is given may be anything, and reads back without a problem.
class Writer {
 public:
  /// `title`: on the first line; may be empty.
  explicit Writer(std::string_view title = {});
  void add_note(std::string_view note);
  /// A text's empty lines are left out, as one would end the cue. Times below 0 or in the wrong order are mended.
  void add(const Cue& cue);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
  std::int64_t last_begin_ms_ = 0;
};

}  // namespace earwitness::vtt
