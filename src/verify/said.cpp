// SPDX-License-Identifier: MIT
//
// What a bag says of itself, for facts.cpp, which tells whose word it is. Nothing of it decides anything: what can be
// held against something has its check (info_checks.cpp).
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "archive/tags.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "journal/claims.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

namespace tags = archive::tags;

std::string stated(const std::string& value) {
  return value == tags::not_stated ? std::string() : base::printable(value);
}

/// Of a title that an excerpt discloses; a recording's own stands in its bag-info.txt.
std::string noted_title(const Session& session) {
  const auto note = std::find_if(session.texts.begin(), session.texts.end(),
                                 [](const NoteText& text) { return text.kind == "title"; });
  return note == session.texts.end() ? std::string() : base::printable(note->text);
}

/// The first note on an import of which `read` gets something.
std::string noted_claim(const Session& session, std::optional<std::string> (*read)(std::string_view)) {
  for (const auto& note : session.texts) {
    if (note.kind != "claimed") continue;
    if (const auto claimed = read(note.text)) return *claimed;
  }
  return {};
}

/// Only what reads as a moment: it is shown as one.
std::string moment(const std::string& value) {
  return base::parse_rfc3339(value) ? base::printable(value) : std::string();
}

void gather_import(const JournalContent& journal, Said& said) {
  if (journal.imports.empty()) return;
  for (const auto& imported : journal.imports) {
    said.imported_file += (said.imported_file.empty() ? "" : ", ") + base::printable(imported.name);
    const bool is_whole = imported.decoded ? imported.decoded->whole : journal.files.empty();
    said.decoded_whole = said.decoded_whole && is_whole;
  }
  said.imported_files = journal.imports.size();
  if (!journal.files.empty()) said.decoded_file = base::printable(journal.files.front().name);
}

}  // namespace

void gather_said(Session& session) {
  auto& said = session.result.said;
  said.original = session.original_seal;
  gather_import(session.journal, said);
  said.title = noted_title(session);
  const auto text = session.read_small(bag::info_path);
  if (!text) return;
  const auto info = bag::parse_info(*text);
  const auto value = [&](const char* label) { return bag::value_of(info, label); };
  if (const auto title = value(tags::title); !title.empty()) said.title = base::printable(title);
  said.name = stated(value(tags::name));
  said.statement = stated(value(tags::statement));
  said.sealed_on = base::printable(value(tags::bagging_date));
  said.recovered_utc = moment(value(tags::recovered));
  if (session.result.kind == RecordingKind::excerpt) said.deleted_utc = moment(value(tags::deleted));
  if (session.journal.kind != to_string(RecordingKind::imported)) return;
  said.recorded_utc =
      moment(session.result.kind == RecordingKind::excerpt ? noted_claim(session, journal::claimed_start)
                                                           : value(tags::started));
  if (!said.recorded_utc.empty()) said.recorded_day = noted_claim(session, journal::claimed_day);
}

}  // namespace earwitness::verify_detail
