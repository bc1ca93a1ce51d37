// SPDX-License-Identifier: MIT
//
// A transcript is text that somebody typed: there is no sound to hold it against. Its bag says of which seal it is, and
// which version came before it; where these lie beside it, they are looked at.
#include <fmt/format.h>

#include <algorithm>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/sound_clock.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "verify/session.hpp"
#include "vtt/limits.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::verify_detail {

namespace {

/// Told, where the recording lies beside it. No fault: the first release sealed such times as they were typed.
void tell_times_beyond(Session& session, const vtt::Reading& reading, std::chrono::nanoseconds length) {
  const auto end_ms = std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
  const auto is_beyond = [&](const vtt::Cue& cue) {
    return cue.begin_ms >= end_ms || cue.end_ms > end_ms + journal::cue_end_tolerance.count();
  };
  const auto first = std::find_if(reading.cues.begin(), reading.cues.end(), is_beyond);
  if (first == reading.cues.end()) return;
  const auto count = std::count_if(first, reading.cues.end(), is_beyond);
  session.result.remarks.push_back(
      trn("that the words of {} cue (line {}: {}) belong to the recording, which ends at {}",
          "that the words of {} cues (the first in line {}: {}) belong to the recording, which ends at {}", count,
          first->line, vtt::time_text(first->begin_ms >= end_ms ? first->begin_ms : first->end_ms),
          vtt::time_text(end_ms)));
}

void check_text(Session& session, const std::optional<std::chrono::nanoseconds>& length) {
  if (!session.is_file(bag::transcript_text_path))
    return session.report.found(Name::transcript_text, missing(bag::transcript_text_path));
  const auto entry = session.fs.status(session.at(bag::transcript_text_path));
  if (!entry || entry->size > limits::transcript_bytes) {
    return session.report.found(
        Name::transcript_text,
        altered(bag::transcript_text_path, tr("it is larger than {} bytes", limits::transcript_bytes)));
  }
  const auto reading =
      vtt::read_vtt(os::read_all(session.fs, session.at(bag::transcript_text_path), limits::transcript_bytes));
  for (const auto& problem : reading.problems) {
    auto finding = altered(bag::transcript_text_path, problem.sentence);
    finding.line = problem.line;
    session.report.found(Name::transcript_text, std::move(finding));
  }
  if (length) tell_times_beyond(session, reading, *length);
  session.report.passed(Name::transcript_text, trn("{} cue", "{} cues", reading.cues.size()));
}

void check_recording(Session& session, const std::string& own, const std::string& seal) {
  if (session.beside.is_recording(seal, own)) {
    return session.report.passed(Name::original,
                                 tr("it is of the recording with the seal {}, which is beside it", seal));
  }
  if (!session.beside.has_recording(own)) {
    return session.report.not_checked(Name::original, tr("it is of the recording with the seal {}", seal));
  }
  session.report.found(
      Name::original,
      altered(transcript_path, tr("it is of the recording with the seal {}, which is not the one beside it", seal)));
}

void check_versions(Session& session, const std::string& own, const std::string& previous) {
  const auto number = bag::transcript_number(own);
  const bool stands_alone = session.beside.is_alone(own);
  if (previous.empty() && (number <= 1 || stands_alone)) {
    return session.report.passed(Name::transcript_versions, _("it says that it is the first version"));
  }
  if (previous.empty()) {
    return session.report.found(
        Name::transcript_versions,
        altered(transcript_path, tr("it says that it is the first version, and stands here as number {}", number)));
  }
  const auto after = tr("it was made after the version with the seal {}", previous);
  if (session.beside.is_transcript(previous, own)) return session.report.passed(Name::transcript_versions, after);
  if (stands_alone) return session.report.not_checked(Name::transcript_versions, after);
  auto finding = missing(transcript_path);
  finding.detail = tr("it was made after the version with the seal {}, which is not here", previous);
  session.report.found(Name::transcript_versions, std::move(finding));
}

/// `typed`, `draft` (a machine's, saved by a person), `machine`.
SoundSource source_of(const json::Value& transcript) {
  if (json::text_in(transcript, "by") == "machine") return SoundSource::machine;
  return transcript["draft"].is_object() ? SoundSource::draft : SoundSource::typed;
}

/// Of a draft, the recogniser that made it.
bool is_draft(const json::Value& draft) {
  if (draft.is_null()) return true;
  json::Fields fields(draft);
  (void)fields.text("name");
  (void)fields.text("version");
  fields.allow_only({"name", "version"});
  return draft.is_object() && fields.missing().empty();
}

std::string recogniser_of(const json::Value& draft) {
  if (!draft.is_object()) return {};
  const auto version = json::text_in(draft, "version");
  const auto name = json::text_in(draft, "name");
  return base::printable(version.empty() ? name : fmt::format("{} {}", name, version));
}

}  // namespace

void check_transcript(Session& session) {
  constexpr std::int64_t transcript_format = 1;
  session.result.kind = RecordingKind::transcript;
  const auto transcript = read_document(session, transcript_path);
  if (!transcript) {
    return session.report.found(Name::original, altered(transcript_path, _("it is not one JSON object")));
  }
  json::Fields fields(*transcript);
  const auto format = fields.number("format", 1, max_known_format);
  refuse_unknown_format(session, transcript_path, format, transcript_format);
  session.journal.format = format;
  session.result.format = format;
  const auto seal = base::to_hex(fields.digest("original"));
  const auto previous = fields.digest_or_null("previous").value_or(std::string());
  session.journal.key = fields.digest_or_null("key");
  const auto made = base::parse_moment(fields.text("made_utc"));
  const auto by = fields.text("by");
  if (!made) fields.miss("made_utc");
  if (by != "person" && by != "machine") fields.miss("by");
  const bool has_draft = transcript->contains("draft") && is_draft((*transcript)["draft"]);
  if (!has_draft || (by == "machine" && (*transcript)["draft"].is_null())) fields.miss("draft");
  fields.allow_only({"format", "original", "previous", "key", "made_utc", "by", "draft"});
  if (!fields.missing().empty()) {
    return session.report.found(
        Name::original,
        altered(transcript_path, tr("its field {} is missing or is not what it should be", fields.missing())));
  }
  session.original_seal = seal;
  if (made) remark_on_date(session, "made_utc", base::rfc3339(*made), *made, format_began());
  session.result.source = source_of(*transcript);
  session.result.said.recogniser = recogniser_of((*transcript)["draft"]);
  const auto bag = named_bag(session.result.bag);
  session.beside.look_into(session.fs, bag.parent_path());
  const auto own = bag.filename().string();
  check_text(session, session.beside.length_of(session.fs, seal, own));
  check_recording(session, own, seal);
  check_versions(session, own, previous);
  check_signature(session, {});
  check_transcript_stamps(session, made);
}

}  // namespace earwitness::verify_detail
