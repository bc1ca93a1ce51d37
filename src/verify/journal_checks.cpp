// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/sound_clock.hpp"
#include "verify/notes_check.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

bool names(const bag::Result& result, std::string_view path) {
  return std::any_of(result.differences.begin(), result.differences.end(),
                     [&](const auto& d) { return d.path == path; });
}

}  // namespace

void refuse_unknown_format(const Session& session, const std::string& file, std::optional<std::int64_t> format,
                           std::int64_t newest) {
  // Only what is as it was sealed can be of another version; else the number itself is what was altered.
  if (!format || *format <= newest || names(session.bag.payload, file)) return;
  const auto shown = base::printable(session.result.bag.string());
  throw Error(ErrorKind::unknown_format, session.result.bag.string(),
              tr("{} has format version {}, and this program knows {}", shown, *format, newest),
              _("use a newer earwitness, or check it by hand as its how-to-verify.txt says"));
}

namespace {

constexpr std::uint64_t max_counted = std::uint64_t{1} << 60;

void add_imported(ImportedSound& sound, const journal::ImportLine::Decoded& decoded, std::uint32_t rate) {
  if (sound.by.empty()) sound.by = base::printable(decoded.by);
  sound.whole = sound.whole && decoded.whole;
  for (const auto& problem : decoded.problems) {
    constexpr double ms_a_second = 1000;
    ImportProblem told{base::printable(problem.what), std::nullopt, problem.amount};
    if (problem.at_ms) told.at_seconds = static_cast<double>(*problem.at_ms) / ms_a_second;
    sound.problems.push_back(std::move(told));
  }
  if (decoded.from > 0 && rate > 0) {
    sound.begins_at_seconds.push_back(static_cast<double>(decoded.from) / static_cast<double>(rate));
  }
  sound.more_problems += std::min(decoded.more_problems, max_counted - sound.more_problems);
  sound.parts = std::max(sound.parts, decoded.parts);
  sound.over_full_scale += std::min(decoded.over_full_scale, max_counted - sound.over_full_scale);
  sound.rounded = sound.rounded || decoded.rounded;
}

/// Of all files that were imported into it, which a journal may name without end of numbers.
std::optional<ImportedSound> imported_sound(const JournalContent& journal) {
  std::optional<ImportedSound> sound;
  for (const auto& imported : journal.imports) {
    if (!imported.decoded) continue;
    if (!sound) sound.emplace().whole = true;
    add_imported(*sound, *imported.decoded, journal.audio.sample_rate);
  }
  if (!sound) return sound;
  sound->undecoded = static_cast<std::uint64_t>(std::count_if(journal.imports.begin(), journal.imports.end(),
                                                              [](const auto& imported) { return !imported.decoded; }));
  sound->whole = sound->whole && sound->undecoded == 0;
  return sound;
}

/// What `open` calls it, and what the sound server said later of where the sound came from.
Word<SoundSource> heard_source(const std::string& kind, const journal::HeardSources& heard) {
  const Word<SoundSource> opened(base::printable(kind));
  if (opened != SoundSource::microphone && opened != SoundSource::monitor) return opened;
  const bool begins_so = opened == SoundSource::monitor || heard.begins_with_monitor;
  if (begins_so && !heard.moved_to_microphone) return SoundSource::monitor;
  return begins_so || heard.moved_to_monitor ? SoundSource::partly_monitor : opened;
}

/// What is called the near side is of what the computer played, or was at some time.
bool is_near_doubtful(const JournalContent& journal) {
  return std::any_of(journal.tracks.begin(), journal.tracks.end(), [](const journal::TrackContent& track) {
    const bool is_of_monitor =
        track.kind == recording_kind::monitor || track.heard.begins_with_monitor || track.heard.moved_to_monitor;
    return track.track == Track::near && is_of_monitor;
  });
}

void copy_facts(Session& session) {
  auto& result = session.result;
  const auto& journal = session.journal;
  result.format = journal.format.value_or(0);
  for (const auto& track : journal.tracks) {
    TrackSound sound{track.track};
    sound.source = heard_source(track.kind, track.heard);
    for (const auto& file : journal.files) {
      if (file.track != track.track) continue;
      ++sound.files;
      sound.seconds += track.audio.seconds(file.frames());
    }
    result.tracks.push_back(sound);
  }
  result.source = heard_source(journal.kind, journal.heard);
  result.kind = session.is_file(excerpt_path) ? RecordingKind::excerpt
                : journal.recovered           ? RecordingKind::recovered
                                              : Word<RecordingKind>(result.source.text());
  result.ended = Word<EndReason>(base::printable(journal.reason));
  result.recording = base::printable(journal.recording);
  result.started_utc = journal.started_utc;
  result.began_utc = journal::began_utc(journal);
  result.recovered_utc = journal.recovered_utc;
  result.declared = journal.declared;
  result.remarks = journal.remarks;
  result.imported = imported_sound(journal);
  if (is_near_doubtful(journal)) {
    result.remarks.emplace_back(
        _("what was said at the near side of the call: it is not, or not all of it, from a microphone"));
  }
  for (auto& loss : result.declared) {
    loss.cause = base::printable(loss.cause);
    loss.file = base::printable(loss.file);
  }
}

void report_chain(Session& session) {
  const auto& reading = session.journal.reading;
  if (!reading.damage) return session.report.passed(Name::journal_chain, trn("{:L} line", "{:L} lines", reading.lines));
  const auto& damage = *reading.damage;
  if (!session.result.sealed) {
    // Where its process was killed, a journal ends within a line.
    return session.report.not_checked(Name::journal_chain, tr("it was interrupted in line {}", damage.number));
  }
  auto finding = altered(journal_path, tr("line {} (byte {}) can't be followed: {}; nothing after it is read",
                                          damage.number, damage.offset, damage.reason));
  finding.line = damage.number;
  session.report.found(Name::journal_chain, std::move(finding));
}

void report_content(Session& session) {
  const auto& journal = session.journal;
  for (const auto& problem : journal.problems) {
    auto finding = altered(journal_path, tr("line {}: {}", problem.line, problem.detail));
    finding.line = problem.line;
    session.report.found(Name::journal_content, std::move(finding));
  }
  if (session.result.sealed && journal.is_whole() && !journal.closed) {
    session.report.found(Name::journal_content,
                         altered(journal_path, _("its last line is not `close`: the end is missing")));
  }
  const auto unknown = journal.unknown_events;
  if (unknown == 0) return session.report.passed(Name::journal_content);
  session.report.passed(Name::journal_content, tr("{} lines are of kinds that this program does not know", unknown));
}

template <typename CheckFile>
void check_lines(Session& session, const char* path, Name check, bool needed, CheckFile check_file) {
  constexpr const char* none = N_("there are none");
  if (!session.result.sealed) return session.report.not_checked(check, _("it is not sealed"));
  if (!session.journal.is_whole()) return session.report.not_checked(check, _("the journal can't be read to its end"));
  if (!session.is_file(path)) {
    if (needed) return session.report.found(check, missing(path));
    return session.report.not_checked(check, _(none));
  }
  const auto file = session.fs.open(session.at(path));
  for (const auto& problem : check_file(*file)) {
    const auto where = problem.line > 0 ? tr("line {}: ", problem.line) : std::string();
    session.report.found(check, altered(path, where + problem.detail));
  }
  if (check == Name::levels && !has_seconds(session.journal)) return session.report.not_checked(check, _(none));
  session.report.passed(check);
}

}  // namespace

void check_journal(Session& session) {
  if (!session.is_file(journal_path)) return session.report.found(Name::journal_chain, missing(journal_path));
  session.journal = session.ahead.journal ? std::move(*session.ahead.journal)
                                          : read_journal(*session.fs.open(session.at(journal_path)));
  refuse_unknown_format(session, journal_path, session.journal.format, journal::newest_format);
  copy_facts(session);
  report_chain(session);
  report_content(session);
  check_salts(session);
  if (session.result.kind == RecordingKind::excerpt)
    return;  // it has the texts and levels that it discloses, elsewhere
  check_lines(session, notes_path, Name::notes, !session.journal.notes.empty(),
              [&](os::File& f) { return check_notes(f, session.journal.notes, &session.texts); });
  check_lines(session, levels_path, Name::levels, false,
              [&](os::File& f) { return check_levels(f, session.journal.files); });
}

}  // namespace earwitness::verify_detail
