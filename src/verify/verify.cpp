// SPDX-License-Identifier: MIT
#include "verify/verify.hpp"

#include <fmt/format.h>

#include <array>
#include <future>
#include <system_error>

#include "bag/layout.hpp"
#include "bag/writer.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "verify/scope.hpp"
#include "verify/session.hpp"
#include "verify/watched_files.hpp"

namespace earwitness {

namespace {

using namespace verify_detail;

bool is_inner_bag(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry && entry->kind == os::EntryKind::folder && is_bag(fs, path);
}

/// The folder itself first: else a folder `recording/` put into an altered bag would be checked in its place. What was
/// recovered stands for a recording that never had a seal, and for no other.
os::Path find_bag(os::FileSystem& fs, const os::Path& path) {
  if (is_bag(fs, path)) return path;
  auto inner = path / bag::recording_folder;
  auto recovered = path / bag::recovered_folder;
  const bool has_recording = is_inner_bag(fs, inner);
  if (is_inner_bag(fs, recovered) && (!has_recording || was_interrupted(fs, inner))) return recovered;
  if (has_recording) return inner;
  throw Error(ErrorKind::not_found, path.string(), tr("{} is not a recording", base::printable(path.string())),
              Step::list_recordings);
}

/// More files or folders than any bag has can't be listed to their end: whatever they are, they were not sealed.
bool is_beyond_limits(Session& session, std::vector<bag::Content>& contents) {
  try {
    contents = bag::contents(session.fs, session.result.bag);
    return false;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unknown_format) throw;
    const auto seal = session.fs.status(session.at(bag::tag_manifest));
    session.result.sealed = seal && seal->kind == os::EntryKind::file;
    session.report.found(Name::outside, altered({}, error.what()));
    return true;
  }
}

/// What lies in the bag, and its files' hashes. A recording's sound is looked at meanwhile, if that takes long.
void examine(Session& session, const std::vector<bag::Content>& contents, WatchedFiles* watched) {
  auto& fs = session.fs;
  const auto& bag = session.result.bag;
  std::future<bag::Examination> examination;
  if (watched != nullptr) watched->begin(contents);
  if (is_long(contents)) {
    try {
      examination = std::async(std::launch::async, [&, language = base::language()] {
        const InLanguage callers(language);
        return bag::examine(fs, bag);
      });
    } catch (const std::system_error&) {  // no thread to be had: one thing after the other
    }
    if (examination.valid()) session.ahead = look_ahead(fs, bag, contents);
    if (examination.valid() && watched != nullptr) watched->wait_for(examination);
  }
  session.bag = examination.valid() ? examination.get() : bag::examine(fs, bag);
}

void check_content(Session& session) {
  if (session.is_file(transcript_path) && !session.is_file(journal_path)) return check_transcript(session);
  check_journal(session);
  if (session.is_file(excerpt_path)) {
    check_excerpt(session);
    check_time_stamps(session, bag::original_root);
    return check_own_stamps(session);
  }
  check_sound(session);
  check_recovered_from(session);
  check_signature(session, {});
  check_time_stamps(session, {});
}

/// A check that is not there looks like one that passed.
void list_what_was_not_checked(Session& session, const char* why) {
  constexpr std::array always{Name::declaration,   Name::payload,         Name::payload_size,  Name::tag_files,
                              Name::outside,       Name::roles,           Name::info,          Name::how_to_verify,
                              Name::journal_chain, Name::journal_content, Name::notes,         Name::levels,
                              Name::seconds,       Name::frame_counts,    Name::flac_checksum, Name::flac_tags,
                              Name::signature,     Name::time_stamps};
  for (const auto check : always) session.report.not_checked(check, why);
}

Verification verify_bag(os::FileSystem& fs, const os::Path& path, const Checker& checker, SealsBeside& beside,
                        WatchedFiles* watched) {
  Verification result;
  result.bag = find_bag(fs, path);
  result.reader = checker.reader;
  Session session{fs, checker, result, beside, Report(result), {}, {}, {}};
  std::vector<bag::Content> contents;
  if (is_beyond_limits(session, contents)) {
    list_what_was_not_checked(session, _("there is more in the folder than can be read"));
    return result;
  }
  examine(session, contents, watched);
  result.sealed = session.bag.sealed;
  result.seal = session.bag.seal;
  report_bag(session);
  check_content(session);
  check_roles(session);
  check_tag_files(session);
  gather_said(session);
  ask_ledger_of_part(session);
  list_what_was_not_checked(session, result.kind == RecordingKind::transcript
                                         ? _("a transcript has neither journal nor sound")
                                         : _("not in this folder"));
  report_what_was_left(session);
  result.unchanged = result.sealed && result.findings.empty();
  if (watched != nullptr) watched->end();
  return result;
}

}  // namespace

Verification verify(os::FileSystem& fs, const os::Path& path, const Checker& checker, SealsBeside& beside,
                    const VerifyOptions& options) {
  if (!options.progress) return verify_bag(fs, path, checker, beside, nullptr);
  WatchedFiles watched(fs, options.progress);
  return verify_bag(watched, path, checker, beside, &watched);
}

Verification verify(os::FileSystem& fs, const os::Path& path, const Checker& checker, const VerifyOptions& options) {
  SealsBeside beside;
  return verify(fs, path, checker, beside, options);
}

Verification verify(const std::filesystem::path& path, const Checker& checker, const VerifyOptions& options) {
  return verify(os::posix_file_system(), path, checker, options);
}

}  // namespace earwitness
