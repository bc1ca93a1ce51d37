// SPDX-License-Identifier: MIT
//
// What the parts of one verification share: the file system, what lies in the bag, the journal once it is read, and the
// report that they write. The parts stand in their order in verify.cpp. One thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "bag/layout.hpp"
#include "bag/reader.hpp"
#include "journal/content.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"
#include "verify/notes_check.hpp"
#include "verify/report.hpp"
#include "verify/seals_beside.hpp"
#include "verify/sound_ahead.hpp"

namespace earwitness::verify_detail {

using bag::excerpt_path;
using bag::journal_path;
using bag::levels_path;
using bag::notes_path;
using bag::salts_path;
using bag::transcript_path;
using journal::AudioFile;
using journal::ImportedFile;
using journal::is_known_format;
using journal::JournalContent;
using journal::read_journal;
using journal::Second;

using Name = CheckName;

/// What a format number is looked for up to: beyond it is no version of anything.
inline constexpr std::int64_t max_known_format = 1'000'000;

/// There is sound that its journal has hashes of: not in an import that was not decoded.
[[nodiscard]] bool has_seconds(const JournalContent& journal) noexcept;
/// A regular file with no link on the way to it.
[[nodiscard]] bool is_file(const std::vector<bag::Content>& contents, const std::string& path);
/// The bag by its own name, also where the path that was given ends in a slash or a dot.
[[nodiscard]] os::Path named_bag(const os::Path& path);
/// A regular file that is larger than one of its role may be.
[[nodiscard]] bool is_too_large(const std::vector<bag::Content>& contents, const std::string& path);

struct Session {
  os::FileSystem& fs;
  const Checker& checker;
  Verification& result;
  SealsBeside& beside;
  Report report;
  bag::Examination bag;
  JournalContent journal;
  SoundAhead ahead;
  std::vector<NoteText> texts{};             ///< titles, and what was claimed of an import
  std::string original_seal{};               ///< of an excerpt or a transcript: of which recording it says it is
  std::optional<std::string> excerpt_key{};  ///< that excerpt.json names
  std::array<double, 3> track_seconds{};     ///< of the files that are there, by their track

  [[nodiscard]] os::Path at(const std::string& path) const { return result.bag / path; }
  [[nodiscard]] bool is_file(const std::string& path) const { return verify_detail::is_file(bag.contents, path); }
  /// A file that has a size at which it is not read; that it has is told with the hashes.
  [[nodiscard]] bool is_too_large(const std::string& path) const;
  /// A tag file's content; nothing if it is no file or too large.
  [[nodiscard]] std::optional<std::string> read_small(const std::string& path) const;
};

/// what_is_there.cpp: what is there, and was not checked all the same, is a finding: it is never UNCHANGED.
void report_what_was_left(Session& session);
/// A file that is one JSON object, perhaps with a newline behind it, and nothing else.
[[nodiscard]] std::optional<json::Value> read_document(const Session& session, const std::string& path);

/// bag_checks.cpp
void report_bag(Session& session);
/// journal_checks.cpp: throws Error(unknown_format) for a file of a later version than `newest` that is as it was
/// sealed.
void refuse_unknown_format(const Session& session, const std::string& file, std::optional<std::int64_t> format,
                           std::int64_t newest);
/// journal_checks.cpp: reads the journal into the session, and reports chain, content, notes and levels.
void check_journal(Session& session);
/// salts_check.cpp: puts the salts into the journal's seconds, and reports what does not fit. Of an excerpt, which has
/// those alone of what it discloses.
void check_salts(Session& session);
/// said.cpp: what the bag says of itself, once all is read.
void gather_said(Session& session);
/// deleted_part.cpp: of an excerpt that stands where a recording was, and does not say itself why, as the first release
/// made them: what the ledger of its archive says. Once gather_said() was called.
void ask_ledger_of_part(Session& session);
/// role_checks.cpp: once the journal is read.
void check_roles(Session& session);
/// info_checks.cpp: bag-info.txt and how-to-verify.txt, once all else is read that they are held against.
void check_tag_files(Session& session);
/// dates.cpp: a date that is before `earliest` or ahead of the checker's clock, by more than a clock may be off, is
/// told.
void remark_on_date(Session& session, std::string_view name, std::string_view shown, UtcTime time, UtcTime earliest);
/// No bag is older.
[[nodiscard]] UtcTime format_began();
/// sound_checks.cpp
void check_sound(Session& session);
/// The format of a file by the journal; an import's bits are those of the file at `path`.
[[nodiscard]] AudioFormat format_of(os::FileSystem& fs, const os::Path& path, const JournalContent& journal,
                                    const AudioFile& audio);
/// One audio file, and where the finding's line is. `begun`: what its tags must say of when it began; nothing: any
/// time.
void check_audio_file(Session& session, const AudioFile& audio, const std::optional<std::string>& begun = {});
void pass_sound(Session& session);
/// excerpt_checks.cpp: in the place of check_sound() and check_signature().
void check_excerpt(Session& session);
/// original_check.cpp
void check_recovered_from(Session& session);
/// transcript_checks.cpp: in the place of all checks of journal and sound.
void check_transcript(Session& session);
/// signature_checks.cpp: over the tag manifest at `root` (empty, or ending in a slash), by the key beside it.
void check_signature(Session& session, const std::string& root);
/// signature_checks.cpp: by that key, whose fingerprint it is, as far as the checker knows it.
[[nodiscard]] Signature signature_by(const Checker& checker, const std::string& key);
/// time_stamp_checks.cpp: those in the journal, and those on the signature at `root`.
void check_time_stamps(Session& session, const std::string& root);
/// Those on an excerpt's own signature.
void check_own_stamps(Session& session);
/// The same of a transcript, which has no journal: it says when it was sealed.
void check_transcript_stamps(Session& session, const std::optional<UtcTime>& sealed);
/// excerpt_signature.cpp: over the excerpt's own seal, by the key that its excerpt.json names.
void check_own_signature(Session& session, const std::optional<std::string>& key);

}  // namespace earwitness::verify_detail
