// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "verify/audio_check.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

constexpr const char* unread = N_("the journal can't be read to its end");

void report_altered_seconds(Session& session, const AudioFile& audio, const std::vector<std::size_t>& indices) {
  const auto& format = session.journal.format_of(audio);
  for (const auto index : indices) {
    const auto& second = audio.seconds[index];
    auto finding = altered(audio.name, tr("its sound is not the one that journal line {} recorded", second.line));
    finding.from_seconds = format.seconds(second.from);
    finding.to_seconds = format.seconds(second.from + second.frames);
    finding.line = second.line;
    session.report.found(Name::seconds, std::move(finding));
  }
}

void report_loud_gaps(Session& session, const AudioFile& audio, const std::vector<std::size_t>& indices) {
  const auto& format = session.journal.format_of(audio);
  for (const auto index : indices) {
    const auto& gap = audio.gaps[index];
    auto finding = altered(
        audio.name, tr("journal line {} says that silence stands here for lost sound, and it is not silent", gap.line));
    finding.from_seconds = format.seconds(gap.from);
    finding.to_seconds = format.seconds(gap.from + gap.frames);
    finding.line = gap.line;
    session.report.found(Name::seconds, std::move(finding));
  }
}

void check_counts(Session& session, const AudioFile& audio, const AudioExamination& found) {
  const auto report = [&](std::string detail) {
    session.report.found(Name::frame_counts, altered(audio.name, std::move(detail)));
  };
  const auto expected = audio.frames();
  if (found.header && found.header->frames != expected) {
    report(tr("its header counts {:L} frames, the journal {:L}", found.header->frames, expected));
  }
  if (found.decoded && *found.decoded != expected) {
    report(tr("its sound goes on after the {:L} frames of the journal", expected));
  }
}

void check_md5(Session& session, const AudioFile& audio, const AudioExamination& found) {
  if (!found.header || !found.decoded) return;  // reported already
  const char* detail = !found.md5_fits    ? _("its header has no checksum: the file was never finished")
                       : !*found.md5_fits ? _("its samples do not fit the checksum in its own header")
                                          : nullptr;
  if (detail != nullptr) session.report.found(Name::flac_checksum, altered(audio.name, detail));
}

void check_tags(Session& session, const AudioFile& audio, const AudioExamination& found,
                const std::optional<std::string>& begun) {
  auto fault = found.head.fault;
  if (fault.empty()) {
    const bool is_salted = session.journal.is_salted() && session.result.kind != RecordingKind::excerpt;
    fault = flac::fault_of_tags(found.head, session.journal.recording, audio.track, is_salted);
  }
  if (fault.empty() && begun && flac::tag_of(found.head, "date") != *begun)
    fault = _("its tags say another beginning than the journal");
  if (!fault.empty()) session.report.found(Name::flac_tags, altered(audio.name, std::move(fault)));
}

/// Where one player would play what the next one does not.
void check_stream(Session& session, const AudioFile& audio, const AudioExamination& found, const AudioFormat& format) {
  if (!found.fault) return;
  auto finding = altered(audio.name, found.fault->detail);
  if (found.fault->offset >= found.head.end)  // else it is of the file as a whole
    finding.from_seconds = finding.to_seconds = format.seconds(found.fault->at);
  session.report.found(Name::frame_counts, std::move(finding));
}

void check_shape(Session& session, const AudioFile& audio, const AudioExamination& found, const AudioFormat& format) {
  if (!found.unreadable.empty()) session.report.found(Name::frame_counts, altered(audio.name, found.unreadable));
  if (found.header && found.header->format != format) {
    session.report.found(Name::frame_counts,
                         altered(audio.name, _("its rate, channels or bits are not those of the journal")));
  }
  if (found.header && !found.begins_with_sound) {
    session.report.found(Name::frame_counts,
                         altered(audio.name, _("its sound does not begin where its metadata ends")));
  }
  check_counts(session, audio, found);
  check_stream(session, audio, found, format);
  check_md5(session, audio, found);
}

/// Then nothing could be held against the hash of some second that has sound here.
bool lacks_salts(const Session& session) {
  if (session.result.kind == RecordingKind::excerpt) {  // which has only those of what it discloses
    const auto* check = session.report.find(Name::salts);
    return check != nullptr && check->result == CheckResult::fail;
  }
  const auto& files = session.journal.files;
  return std::any_of(files.begin(), files.end(), [](const AudioFile& audio) {
    return std::any_of(audio.seconds.begin(), audio.seconds.end(), [](const Second& s) { return s.lacks_salt(); });
  });
}

void check_import(Session& session, const ImportedFile& imported) {
  if (!session.is_file(imported.name)) return session.report.found(Name::imported_file, missing(imported.name));
  if (session.is_too_large(imported.name)) return;
  const auto read = session.bag.hashed.find(imported.name);  // it is as large as the sound itself
  const auto there =
      read != session.bag.hashed.end() ? read->second : bag::hash_and_count(session.fs, session.at(imported.name));
  if (there.sha256 != base::to_hex(imported.sha256) || there.bytes != imported.bytes) {
    auto finding = altered(imported.name, tr("it is not the file that journal line {} imported", imported.line));
    finding.line = imported.line;
    session.report.found(Name::imported_file, std::move(finding));
  }
  session.report.passed(Name::imported_file);
  if (has_seconds(session.journal)) {
    session.report.not_checked(
        Name::decoded_copy,
        _("it was decoded from the imported file when that was sealed, and nobody decodes it again here: hear the "
          "imported file itself"));
  }
}

}  // namespace

AudioFormat format_of(os::FileSystem& fs, const os::Path& path, const JournalContent& journal, const AudioFile& audio) {
  auto format = journal.format_of(audio);
  if (format.bits != 0) return format;
  format.bits = 16;
  try {
    if (flac::read_stream_info(*fs.open(path)).format.bits == 24) format.bits = 24;
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {  // reported when the file is examined
  }
  return format;
}

void check_audio_file(Session& session, const AudioFile& audio, const std::optional<std::string>& begun) {
  if (!session.is_file(audio.name)) return session.report.found(Name::seconds, missing(audio.name));
  if (session.is_too_large(audio.name)) return;
  const auto path = session.at(audio.name);
  const auto format = format_of(session.fs, path, session.journal, audio);
  const auto ahead = session.ahead.files.find(audio.name);
  const auto found = ahead != session.ahead.files.end()
                         ? ahead->second
                         : examine_audio(session.fs, path, audio, format, session.journal.recovered);
  auto& of_track = session.track_seconds[static_cast<std::size_t>(audio.track)];
  of_track += format.seconds(audio.frames());
  session.result.seconds = std::max(session.result.seconds, of_track);
  report_altered_seconds(session, audio, found.altered_seconds);
  report_loud_gaps(session, audio, found.loud_gaps);
  // What is still written to, and what only a part of the journal is known of, has no final shape to be held against.
  if (!session.result.sealed || !session.journal.is_whole()) return;
  check_shape(session, audio, found, format);
  check_tags(session, audio, found, begun);
}

void pass_sound(Session& session) {
  if (!session.journal.format) {  // then nothing was held against anything
    for (const auto check : {Name::seconds, Name::frame_counts, Name::flac_checksum, Name::flac_tags}) {
      session.report.not_checked(check, _("the journal does not say what was recorded"));
    }
    return;
  }
  if (!has_seconds(session.journal)) {  // an import that was not decoded
    for (const auto check : {Name::seconds, Name::frame_counts, Name::flac_checksum, Name::flac_tags}) {
      session.report.not_checked(check, _("the recording holds no sound that was decoded"));
    }
    return;
  }
  const bool is_final = session.result.sealed && session.journal.is_whole();
  if (lacks_salts(session)) {
    session.report.not_checked(Name::seconds, _("the salts of its seconds are not there"));
  } else if (session.journal.is_whole() || !session.result.sealed) {
    session.report.passed(Name::seconds);
  } else {
    session.report.not_checked(Name::seconds, _(unread));
  }
  for (const auto check : {Name::frame_counts, Name::flac_checksum, Name::flac_tags}) {
    if (is_final) {
      session.report.passed(check);
    } else {
      session.report.not_checked(check, session.result.sealed ? _(unread) : _("it is not sealed"));
    }
  }
}

void check_sound(Session& session) {
  for (const auto& audio : session.journal.files) check_audio_file(session, audio);
  for (const auto& imported : session.journal.imports) check_import(session, imported);
  pass_sound(session);
}

}  // namespace earwitness::verify_detail
