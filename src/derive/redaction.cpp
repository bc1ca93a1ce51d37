// SPDX-License-Identifier: MIT
#include "derive/redaction.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "archive/deletion.hpp"
#include "archive/tags.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "journal/content.hpp"
#include "journal/events.hpp"
#include "json/fields.hpp"

namespace earwitness::derive {

namespace {

/// Each mark's time, by its note's number.
std::map<std::uint64_t, std::chrono::nanoseconds> marks_of(os::FileSystem& fs, const os::Path& path,
                                                           const journal::JournalContent& journal) {
  const auto begins = timeline::beginnings(journal);
  std::map<std::uint64_t, std::chrono::nanoseconds> marks;
  (void)journal::read(*fs.open(path), [&](const journal::Line& line) {
    if (line.event != "note") return;
    json::Fields fields(line.fields);
    const auto note = journal::decode_note(fields);
    if (!fields.missing().empty() || !note.file || !note.from) return;
    for (std::size_t i = 0; i < journal.files.size(); ++i) {
      if (journal.files[i].name != *note.file) continue;
      marks[note.note] = begins[i] + timeline::length(journal.audio, *note.from);
    }
  });
  return marks;
}

Excerpt make_remainder(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag,
                       const timeline::TimeRange& deleted, const crypto::SigningKey& key) {
  ExcerptRequest request;
  request.recording = bag;
  request.selection.withhold = {deleted};
  request.key = &key;
  const auto path = bag / bag::journal_path;
  const auto journal = journal::read_journal(*fs.open(path));
  const auto marks = marks_of(fs, path, journal);
  constexpr std::chrono::seconds border{1};  // withheld seconds are whole ones
  for (const auto& [number, commitment] : journal.notes) {
    const auto mark = marks.find(number);
    const bool is_deleted =
        mark != marks.end() && mark->second >= deleted.from - border && mark->second <= deleted.to + border;
    if (!is_deleted) request.notes.push_back(std::to_string(number));
  }
  const auto info = bag::parse_info(os::read_all(fs, bag / bag::info_path, limits::tag_file_bytes));
  const auto name = bag::value_of(info, archive::tags::name);
  if (name != "not stated") request.name = name;
  return make_excerpt(fs, clock, request);
}

}  // namespace

Redaction redact(os::FileSystem& fs, const os::Clock& clock, const RedactionRequest& request,
                 const archive::Signer& signer) {
  Redaction made;
  archive::PartToDelete part{request.conversation, request.later_bags, {}};
  part.make_remainder = [&](const os::Path& bag) {
    made.left = make_remainder(fs, clock, bag, request.deleted, signer.key);
    return archive::Remainder{made.left.bag, made.left.recording, made.left.original, made.left.seal};
  };
  made.tombstone = archive::delete_part(fs, clock, signer, part);
  made.left.bag = archive::Conversation{request.conversation}.bag();
  return made;
}

}  // namespace earwitness::derive
