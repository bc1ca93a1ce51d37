// SPDX-License-Identifier: MIT
#include "verify/notes_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "base/translate.hpp"
#include "journal/levels.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::verify_detail {

using json::Fields;

namespace {

/// Each line's object to `visit`; what is no such line is a problem.
template <typename Visit>
std::vector<Problem> each_object(os::File& file, Visit visit) {
  using Next = journal::LineSource::Next;
  std::vector<Problem> problems;
  journal::LineSource source(file);
  for (std::uint64_t number = 1;; ++number) {
    const auto next = source.next();
    if (next == Next::end) return problems;
    if (next != Next::line) {
      problems.push_back({number, _("the line is cut or too long")});
      return problems;
    }
    const auto object = json::parse_line(source.text(), json::journal_line);
    const auto wrong = object ? visit(*object) : std::string(_("it is not one JSON object"));
    if (wrong.empty()) continue;
    problems.push_back({number, wrong});
    if (problems.size() >= max_wrong_lines) return problems;
  }
}

}  // namespace

std::string check_note(const json::Value& object, const Commitments& committed, std::set<std::uint64_t>& seen,
                       std::vector<NoteText>* texts) {
  const auto note = journal::parse_note(object);
  if (!note) return _("it is not a note");
  const auto found = committed.find(note->number);
  if (found == committed.end()) return _("the journal knows no such note");
  if (!seen.insert(note->number).second) return _("the note stands twice");
  if (found->second.sha256 != note->sha256) return _("its text is not the one of the journal");
  const auto& kind = found->second.kind;
  if (texts != nullptr && (kind == "title" || kind == "claimed")) texts->push_back({kind, note->text});
  return {};
}

std::vector<Problem> check_notes(os::File& notes, const Commitments& committed, std::vector<NoteText>* texts) {
  std::set<std::uint64_t> seen;
  auto problems =
      each_object(notes, [&](const json::Value& object) { return check_note(object, committed, seen, texts); });
  for (const auto& [number, note] : committed) {
    if (!seen.contains(number)) problems.push_back({0, tr("the text of note {} is missing", number)});
  }
  return problems;
}

std::vector<Problem> check_levels(os::File& levels, const std::vector<AudioFile>& files) {
  std::map<std::string, const AudioFile*> by_name;
  for (const auto& file : files) by_name.emplace(file.name, &file);
  bool is_first = true;
  return each_object(levels, [&](const json::Value& object) -> std::string {
    if (std::exchange(is_first, false) && journal::is_levels_salt(object)) return {};
    Fields fields(object);
    const auto name = fields.text("file");
    const auto from = fields.number("from", 0, std::numeric_limits<Frames>::max());
    const auto is_level = [&](const char* field) { return object[field].is_number(); };
    if (!fields.missing().empty() || !is_level("peak_dbfs") || !is_level("rms_dbfs")) return _("it is not a level");
    const auto file = by_name.find(name);
    if (file == by_name.end()) return _("the journal has no such file");
    const auto& seconds = file->second->seconds;
    const auto second = std::lower_bound(seconds.begin(), seconds.end(), from,
                                         [](const Second& s, Frames position) { return s.from < position; });
    return second == seconds.end() || second->from != from ? _("the journal has no such second") : "";
  });
}

}  // namespace earwitness::verify_detail
