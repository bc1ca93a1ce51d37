// SPDX-License-Identifier: MIT
//
// The last thing that is asked before a verdict: was a check of each thing made that lies in the bag? Wherever one of
// the others left a check out although there was something to be checked, this says so, and the verdict is altered.
// What a check is of and is not there is no fault: an import that was not decoded has no seconds.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/translate.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

/// The first file of that role; empty: there is none.
std::string first_of(const Session& session, bag::FileRole role) {
  const auto& contents = session.bag.contents;
  const auto found = std::find_if(contents.begin(), contents.end(),
                                  [&](const auto& content) { return bag::role_of(content.path) == role; });
  return found == contents.end() ? std::string() : found->path;
}

void require(Session& session, bag::FileRole role, std::initializer_list<Name> checks) {
  const auto file = first_of(session, role);
  if (file.empty()) return;
  for (const auto name : checks) {
    const auto* check = session.report.find(name);
    const bool was_made = check != nullptr && check->result != CheckResult::not_checked;
    if (was_made) continue;
    const auto why = check == nullptr || check->detail.empty() ? std::string(_("nothing says how")) : check->detail;
    session.report.found(name, altered(file, tr("it is there, and could not be checked: {}", why)));
  }
}

}  // namespace

void report_what_was_left(Session& session) {
  // That it is not sealed is told, and damage is told where it is: what can't be checked because of it is no other.
  if (!session.result.sealed || !session.result.findings.empty()) return;
  using enum bag::FileRole;
  require(session, journal, {Name::journal_chain, Name::journal_content});
  for (const auto sound : {audio, excerpt_audio}) {
    require(session, sound, {Name::seconds, Name::frame_counts, Name::flac_checksum, Name::flac_tags});
  }
  require(session, notes, {Name::notes});
  if (has_seconds(session.journal)) require(session, levels, {Name::levels});
  require(session, salts, {Name::salts});
  require(session, imported, {Name::imported_file});
  require(session, excerpt, {Name::original, Name::ranges});
  require(session, transcript, {Name::transcript_text});
  require(session, transcript_text, {Name::transcript_text});
  require(session, info, {Name::info});
  require(session, bag::FileRole::how_to_verify, {Name::how_to_verify});
  // Without a first line nothing says by whose key, and that is told.
  if (session.journal.format)
    require(session, signature, {session.is_file(excerpt_path) ? Name::excerpt_signature : Name::signature});
  // An excerpt's own are of its own seal; the check of that name is of the recording's.
  if (!session.is_file(excerpt_path)) require(session, time_stamp, {Name::time_stamps});
}

}  // namespace earwitness::verify_detail
