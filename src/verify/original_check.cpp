// SPDX-License-Identifier: MIT
//
// A recovered bag lists what it was made out of. Where that still lies beside it, both must fit: else one of the two is
// not what it was when it was recovered. It is read as hostile, and nothing in it is followed.
#include <fmt/format.h>

#include <map>

#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

using journal::ImportedFile;

Finding beside(const std::string& path, std::string detail) {
  return altered(fmt::format("../{}/{}", bag::recording_folder, path), std::move(detail));
}

void check_one(Session& session, const os::Path& folder, const bag::Content& there, const ImportedFile& listed) {
  const bool fits = there.kind == os::EntryKind::file && there.size == listed.bytes && !bag::is_too_large(there) &&
                    bag::hash_file(session.fs, folder / there.path) == base::to_hex(listed.sha256);
  if (fits) return;
  auto finding = beside(there.path, tr("it is not the file that journal line {} found there", listed.line));
  finding.line = listed.line;
  session.report.found(Name::original, std::move(finding));
}

void compare(Session& session, const os::Path& folder, const std::vector<bag::Content>& contents) {
  // Listed are names as they are shown.
  std::map<std::string, const bag::Content*> there;
  for (const auto& content : contents) there.emplace(base::printable(content.path), &content);
  for (const auto& listed : session.journal.originals) {
    const auto found = there.find(listed.name);
    if (found != there.end()) {
      check_one(session, folder, *found->second, listed);
      continue;
    }
    auto finding = beside(listed.name, _("it was there when the recording was recovered, and is not any more"));
    finding.what = Finding::What::missing;
    finding.line = listed.line;
    session.report.found(Name::original, std::move(finding));
  }
}

}  // namespace

void check_recovered_from(Session& session) {
  if (!session.journal.recovered || session.result.kind == RecordingKind::excerpt) return;
  auto& report = session.report;
  const auto folder = session.result.bag.parent_path() / bag::recording_folder;
  const auto entry = session.result.bag.filename() == bag::recovered_folder ? session.fs.status(folder) : std::nullopt;
  if (!entry || entry->kind != os::EntryKind::folder) {
    return report.not_checked(Name::original, _("the interrupted recording is not beside it"));
  }
  if (session.journal.originals.empty()) {
    return report.found(Name::original,
                        altered(journal_path, _("it lists no files of the interrupted recording, which is beside it")));
  }
  try {
    compare(session, folder, bag::contents(session.fs, folder));
  } catch (const FileError&) {
    throw;
  } catch (const Error& error) {  // more than a recording has: what recover listed is not what lies there
    return report.found(Name::original, altered(fmt::format("../{}", bag::recording_folder), error.what()));
  }
  report.passed(Name::original,
                tr("{} files of the interrupted recording, as they were found", session.journal.originals.size()));
}

}  // namespace earwitness::verify_detail
