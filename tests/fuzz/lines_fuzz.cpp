// SPDX-License-Identifier: MIT
//
// The files of lines in a recording: journal, notes, levels. A line that begins with a brace is chained here, so that
// what was changed is read and not only refused; `raw` in front of everything takes the bytes as they are.
#include "base/text.hpp"
#include "journal/content.hpp"
#include "journal/note.hpp"
#include "json/reader.hpp"
#include "os/bytes_file.hpp"
#include "recover/kept_journal.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/mend.hpp"
#include "verify/notes_check.hpp"

namespace earwitness::fuzz {

namespace {

std::string journal_of(Input input) {
  const auto text = as_text(input);
  return text.starts_with("raw") ? std::string(text.substr(3)) : chained(text);
}

/// What was read is what a second reading of it alone would find.
void check_reading(const std::string& text, const journal::Reading& reading) {
  require(reading.bytes <= text.size(), "what was read lies in the file");
  require(!reading.damage || reading.damage->offset <= text.size(), "damage lies in the file");
  require(!reading.damage || reading.damage->number == reading.lines + 1, "damage is in the line after the good ones");
  os::BytesFile good(base::as_bytes(text).first(static_cast<std::size_t>(reading.bytes)));
  const auto again = journal::read(good, [](const journal::Line&) {});
  require(!again.damage && again.lines == reading.lines && again.last_hash == reading.last_hash,
          "the good lines are good on their own");
}

void check_files(const journal::JournalContent& content) {
  for (const auto& file : content.files) {
    Frames next = 0;
    for (const auto& second : file.seconds) {
      require(second.from == next && second.frames > 0 && second.frames <= content.audio.sample_rate,
              "seconds follow each other and are none longer than one");
      require(second.line > 0 && second.line <= content.reading.lines, "each second has its line");
      next += second.frames;
    }
    require(file.name.starts_with("data/") && file.name.find("..") == std::string::npos, "files lie in data/");
  }
  for (const auto& loss : content.declared) require(loss.seconds >= 0, "no loss is shorter than nothing");
  for (const auto& problem : content.problems) {
    require(problem.line > 0 && problem.line <= content.reading.lines, "each problem has its line");
  }
}

void check_kept(const std::string& text) {
  os::BytesFile file(base::as_bytes(text));
  try {
    const auto kept = recover_detail::keep_journal(file);
    require(kept.content.problems.empty(), "no line is kept that contradicts another");
    require(kept.bytes + kept.left_bytes == text.size(), "each byte is kept or left");
    require(kept.count == 0 || journal::is_known_format(kept.content.format.value_or(0)),
            "only known lines are gone on with");
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::unknown_format, "only another version is refused");
    require_printable(error.what(), "an error is printable");
  }
}

}  // namespace

void journal(Input input) {
  const auto text = journal_of(input);
  os::BytesFile file(base::as_bytes(text));
  const auto content = journal::read_journal(file);
  check_reading(text, content.reading);
  check_files(content);
  check_kept(text);
}

/// The first line in two is the commitment of a note that stands in the other.
void notes(Input input) {
  verify_detail::Commitments committed;
  auto text = as_text(input);
  for (std::uint64_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto object = json::parse_object(text.substr(0, end), json::journal_line);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!object || line % 2 == 0) continue;
    if (const auto note = journal::parse_note(*object)) {
      committed.try_emplace(note->number, journal::NoteCommitment{note->sha256, line});
    }
  }
  os::BytesFile file(input);
  const auto problems = verify_detail::check_notes(file, committed);
  os::BytesFile nothing({});
  require(verify_detail::check_notes(nothing, committed).size() == committed.size(), "each missing text is told");
  require(committed.empty() || !problems.empty() || input.back() == std::byte{'\n'}, "a torn line is told");
}

void levels(Input input) {
  const std::vector<journal::AudioFile> files{
      {"data/audio-001.flac", {{0, 8000, {}, 5}, {8000, 8000, {}, 6}, {16000, 400, {}, 7}}},
      {"data/audio-002.flac", {{0, 400, {}, 10}}}};
  os::BytesFile file(input);
  for (const auto& problem : verify_detail::check_levels(file, files)) {
    require(problem.line > 0 && !problem.detail.empty(), "each problem has its line and its words");
  }
}

}  // namespace earwitness::fuzz
