// SPDX-License-Identifier: MIT
#include "recover/notes.hpp"

#include <algorithm>
#include <set>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "json/reader.hpp"
#include "recover/original.hpp"

namespace earwitness::recover_detail {

namespace {

class Keeper {
 public:
  explicit Keeper(const KeptJournal& journal) : journal_(journal) {}

  /// True where the line is to be kept.
  bool keep(std::string_view line) {
    const auto object = json::parse_line(line, json::journal_line);
    const auto note = object ? journal::parse_note(*object) : std::nullopt;
    if (!note || seen_.contains(note->number)) return false;
    const auto committed = journal_.content.notes.find(note->number);
    if (committed == journal_.content.notes.end()) {
      if (journal_.content.notes.size() + kept.uncommitted.size() >= limits::journal_notes) return false;
      kept.uncommitted.push_back({note->number, note->sha256});
    } else if (committed->second.sha256 != note->sha256) {
      return false;
    }
    seen_.insert(note->number);
    const auto is_title = [&](const auto& kind) { return kind.first == note->number && kind.second == "title"; };
    if (std::any_of(journal_.note_kinds.begin(), journal_.note_kinds.end(), is_title)) kept.title = note->text;
    return true;
  }
  KeptNotes finish() {
    for (const auto& [number, commitment] : journal_.content.notes) {
      if (!seen_.contains(number)) kept.missing.push_back(number);
    }
    return std::move(kept);
  }

  KeptNotes kept;

 private:
  const KeptJournal& journal_;
  std::set<std::uint64_t> seen_;
};

}  // namespace

KeptNotes keep_notes(os::FileSystem& fs, const Original& original, const os::Path& to, const KeptJournal& journal) {
  const auto notes = fs.create(to / bag::notes_path);
  Keeper keeper(journal);
  if (original.has(bag::notes_path)) {
    const auto file = fs.open(original.folder / bag::notes_path);
    journal::LineSource source(*file);
    while (source.next() == journal::LineSource::Next::line) {
      if (!keeper.keep(source.text())) continue;
      os::write_all(*notes, base::as_bytes(source.text()));
      os::write_all(*notes, base::as_bytes("\n"));
    }
  }
  notes->sync_data();
  notes->close();
  return keeper.finish();
}

}  // namespace earwitness::recover_detail
