// SPDX-License-Identifier: MIT
#include "derive/disclosed_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/events.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::derive {

namespace {

constexpr std::size_t max_notes_named = 20;

struct Known {
  std::string kind;
  std::string text;
  json::Value line;
};

/// Kinds stand in the journal, texts beside it.
std::map<std::uint64_t, Known> read_notes(os::FileSystem& fs, const os::Path& bag) {
  std::map<std::uint64_t, Known> notes;
  const auto path = bag / bag::notes_path;
  if (!fs.status(path)) return notes;
  const auto file = fs.open(path);
  journal::LineSource source(*file);
  while (source.next() == journal::LineSource::Next::line) {
    auto object = json::parse_object(source.text(), json::journal_line);
    const auto note = object ? journal::parse_note(*object) : std::nullopt;
    if (note) notes[note->number] = {{}, note->text, std::move(*object)};
  }
  (void)journal::read(*fs.open(bag / bag::journal_path), [&](const journal::Line& line) {
    if (line.event != "note") return;
    json::Fields fields(line.fields);
    auto event = journal::decode_note(fields);
    const auto found = notes.find(event.note);
    if (found != notes.end() && fields.missing().empty()) found->second.kind = std::move(event.kind);
  });
  return notes;
}

Error no_such_note(const std::string& word, const std::map<std::uint64_t, Known>& notes) {
  std::string known;
  std::size_t named = 0;
  for (const auto& [number, note] : notes) {
    if (++named > max_notes_named) break;
    known += fmt::format("{}{} ({}: {})", named == 1 ? "" : ", ", number, base::printable(note.kind),
                         base::printable(note.text));
  }
  return {ErrorKind::usage, word, tr("the recording has no note {}", base::printable(word)),
          known.empty() ? std::string(_("it has none")) : tr("its notes are: {}", known)};
}

}  // namespace

DisclosedNotes disclosed_notes(os::FileSystem& fs, const os::Path& bag, const std::vector<std::string>& asked) {
  const auto notes = read_notes(fs, bag);
  DisclosedNotes result;
  for (const auto& word : asked) {
    const auto is_meant = [&](const auto& note) {
      return std::to_string(note.first) == word || (word == "title" && note.second.kind == "title");
    };
    if (std::none_of(notes.begin(), notes.end(), is_meant)) throw no_such_note(word, notes);
    for (const auto& note : notes) {
      const auto& known = result.numbers;
      if (!is_meant(note) || std::find(known.begin(), known.end(), note.first) != known.end()) continue;
      result.numbers.push_back(note.first);
      result.lines.push_back({{"note", note.first}, {"salt", note.second.line.at("salt")}, {"text", note.second.text}});
    }
  }
  result.withheld = notes.size() - result.numbers.size();
  return result;
}

}  // namespace earwitness::derive
