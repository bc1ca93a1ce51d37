// SPDX-License-Identifier: MIT
//
// A transcript that anybody may have typed, and what a speech recogniser wrote.
#include "base/text.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "vtt/limits.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::fuzz {

namespace {

void check_reading(const vtt::Reading& reading) {
  std::uint64_t last = 0;
  for (const auto& problem : reading.problems) {
    require(problem.line >= last && problem.line > 0, "problems come in the order of their lines");
    require_printable(problem.sentence, "a problem can be shown");
    last = problem.line;
  }
  for (const auto& cue : reading.cues) {
    require(cue.begin_ms >= 0 && cue.end_ms > cue.begin_ms, "a cue lasts");
    require(!cue.text.starts_with('\n') && !cue.text.ends_with('\n') && cue.text.find("\n\n") == std::string::npos,
            "no line of a text is empty");
  }
}

/// Whatever was read can be written, and then reads as the same, but for what is escaped to be shown.
void check_writing(const vtt::Reading& reading) {
  vtt::Writer writer;
  for (const auto& cue : reading.cues) {
    writer.add_note(cue.text);
    writer.add(cue);
  }
  if (writer.text().size() > limits::transcript_bytes) return;
  const auto again = vtt::read_vtt(writer.text());
  require(again.problems.empty() && again.cues.size() == reading.cues.size(), "what is written reads back");
}

}  // namespace

void webvtt(Input input) {
  const auto reading = vtt::read_vtt(as_text(input));
  check_reading(reading);
  check_writing(reading);
  check_reading(vtt::read_srt(as_text(input)));
  try {
    const auto cues = vtt::parse_vtt(as_text(input));
    require(reading.problems.empty() && cues.size() <= reading.cues.size(), "a text with a problem is refused");
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::unknown_format && !reading.problems.empty(), "only a problem is an error");
  }
}

}  // namespace earwitness::fuzz
