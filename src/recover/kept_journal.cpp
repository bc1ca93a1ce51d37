// SPDX-License-Identifier: MIT
#include "recover/kept_journal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/gatherer.hpp"
#include "journal/journal_times.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"
#include "recover/original.hpp"

namespace earwitness::recover_detail {

namespace {

/// What no recording in progress writes, or what could not be gone on with.
bool can_be_kept(const journal::Line& line) {
  if (line.event == "recovered" || line.event == "import") return false;
  if (line.event == "open") return json::text_in(line.fields, "kind") != "import";
  if (line.event != "file") return true;
  const auto name = json::find_text(line.fields, "file");
  return name && bag::role_of(*name) == bag::FileRole::audio;
}

/// How many lines from the start neither contradict each other nor say what can't be gone on with.
std::uint64_t count_good_lines(os::File& file) {
  journal::JournalContent content;
  journal::Gatherer gatherer(content);
  journal::JournalTimes times;
  std::uint64_t good = 0;
  bool over = false;
  // A time that can't be true is told of a line that may have been passed by then.
  const auto ends_before_impossible_times = [&] {
    for (const auto& problem : times.problems()) good = std::min(good, problem.line - 1);
    return !times.problems().empty();
  };
  (void)journal::read(file, [&](const journal::Line& line) {
    if (over) return;
    gatherer.line(line);
    if (content.format != journal::known_format && content.problems.empty()) {
      const auto path = base::printable(file.path().string());
      throw Error(ErrorKind::unknown_format, file.path().string(),
                  tr("{} has format version {}, and this program knows {}", path, content.format.value_or(0),
                     journal::known_format),
                  _("use a newer earwitness"));
    }
    over = !content.problems.empty() || !can_be_kept(line);
    if (over) return;
    good = line.number;
    times.add(line);
    over = ends_before_impossible_times();
  });
  if (!over) {
    times.finish();
    (void)ends_before_impossible_times();
  }
  return good;
}

}  // namespace

const KeptLine* KeptJournal::beginning_of(const std::string& file) const {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const KeptLine& line) {
    const auto* begins = std::get_if<journal::FileLine>(&line.event);
    return begins != nullptr && begins->file == file;
  });
  return found == lines.end() ? nullptr : &*found;
}

std::span<const journal::SilentGap> KeptJournal::gaps_of(const std::string& file) const {
  const auto found = std::find_if(content.files.begin(), content.files.end(),
                                  [&](const journal::AudioFile& f) { return f.name == file; });
  if (found == content.files.end()) return {};
  return found->gaps;
}

KeptJournal keep_journal(os::File& file) {
  const auto size = file.size();
  const auto good = count_good_lines(file);
  KeptJournal kept;
  journal::Gatherer gatherer(kept.content);
  std::uint64_t next_offset = size;
  kept.content.reading = journal::read(file, [&](const journal::Line& line) {
    if (line.number == good + 1) next_offset = line.offset;
    if (line.number > good) return;
    gatherer.line(line);
    kept.count = line.number;
    kept.last_hash = line.hash;
    json::Fields fields(line.fields);  // which the gatherer has found to be what they must be
    if (line.event == "file") {
      kept.lines.push_back({line.number, journal::decode_file(fields)});
    } else if (line.event == "gap") {
      kept.lines.push_back({line.number, journal::decode_gap(fields)});
    } else if (line.event == "break") {
      kept.lines.push_back({line.number, journal::decode_break(fields)});
    } else if (line.event == "note") {
      auto note = journal::decode_note(fields);
      kept.note_kinds.emplace_back(note.note, std::move(note.kind));
    }
  });
  if (good > 0) kept.bytes = std::min(kept.content.reading.bytes, next_offset);
  kept.left_bytes = size - kept.bytes;
  return kept;
}

}  // namespace earwitness::recover_detail
