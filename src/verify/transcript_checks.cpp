// SPDX-License-Identifier: MIT
//
// A transcript is text that somebody typed: there is no sound to hold it against. Its bag says of which seal it is, and
// which version came before it; where these lie beside it, they are looked at.
#include <algorithm>
#include <filesystem>

#include "archive/opening.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "verify/session.hpp"
#include "vtt/limits.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::verify_detail {

namespace {

void check_text(Session& session) {
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
  session.report.passed(Name::transcript_text, trn("{} cue", "{} cues", reading.cues.size()));
}

/// The bags beside this one: the recording's, and other transcripts.
class Beside {
 public:
  explicit Beside(const Session& session) {
    const auto bag = std::filesystem::absolute(session.result.bag).lexically_normal();
    const auto own = bag.has_filename() ? bag : bag.parent_path();
    number_ = bag::transcript_number(own.filename().string());
    auto& fs = session.fs;
    for (const auto& entry : fs.list(own.parent_path())) {
      if (entry.kind != os::EntryKind::folder || entry.name == own.filename()) continue;
      const bool is_recording = entry.name == bag::recording_folder || entry.name == bag::recovered_folder;
      if (!is_recording && bag::transcript_number(entry.name) == 0) continue;
      const auto folder = own.parent_path() / entry.name;
      has_recording_ = has_recording_ || is_recording;
      auto& seals = is_recording ? recordings_ : transcripts_;
      // What is left of a recording of which a part was deleted still shows the seal that it had.
      for (auto& seal : {archive::read_seal(fs, folder), archive::read_seal(fs, folder / bag::original_root)}) {
        if (!seal.empty()) seals.push_back(seal);
      }
    }
  }

  [[nodiscard]] const std::vector<std::string>& recordings() const noexcept { return recordings_; }
  /// Also one without a seal that could be read.
  [[nodiscard]] bool has_recording() const noexcept { return has_recording_; }
  [[nodiscard]] const std::vector<std::string>& transcripts() const noexcept { return transcripts_; }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  std::vector<std::string> recordings_;
  std::vector<std::string> transcripts_;
  bool has_recording_ = false;
  int number_ = 0;
};

bool has(const std::vector<std::string>& seals, const std::string& seal) {
  return std::find(seals.begin(), seals.end(), seal) != seals.end();
}

void check_recording(Session& session, const Beside& beside, const std::string& seal) {
  if (has(beside.recordings(), seal)) {
    return session.report.passed(Name::original,
                                 tr("it is of the recording with the seal {}, which lies beside it", seal));
  }
  if (!beside.has_recording()) {
    return session.report.not_checked(Name::original, tr("it is of the recording with the seal {}", seal));
  }
  session.report.found(
      Name::original,
      altered(transcript_path,
              tr("it is of the recording with the seal {}, which is not the one that lies beside it", seal)));
}

void check_versions(Session& session, const Beside& beside, const std::string& previous) {
  const bool stands_alone = beside.recordings().empty() && beside.transcripts().empty();
  if (previous.empty() && (beside.number() <= 1 || stands_alone)) {
    return session.report.passed(Name::transcript_versions, _("it says that it is the first version"));
  }
  if (previous.empty()) {
    return session.report.found(
        Name::transcript_versions,
        altered(transcript_path,
                tr("it says that it is the first version, and stands here as number {}", beside.number())));
  }
  const auto after = tr("it was made after the version with the seal {}", previous);
  if (has(beside.transcripts(), previous)) return session.report.passed(Name::transcript_versions, after);
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

}  // namespace

void check_transcript(Session& session) {
  session.result.kind = RecordingKind::transcript;
  const auto transcript = read_document(session, transcript_path);
  if (!transcript) {
    return session.report.found(Name::original, altered(transcript_path, _("it is not one JSON object")));
  }
  json::Fields fields(*transcript);
  const auto format = fields.number("format", 1, max_known_format);
  refuse_unknown_format(session, transcript_path, format);
  session.journal.format = format;
  const auto seal = base::to_hex(fields.digest("original"));
  const auto previous = fields.digest_or_null("previous").value_or(std::string());
  session.journal.key = fields.digest_or_null("key");
  const auto made = base::parse_moment(fields.text("made_utc"));
  const auto by = fields.text("by");
  if (!made) fields.miss("made_utc");
  if (by != "person" && by != "machine") fields.miss("by");
  if (!transcript->contains("draft") || !is_draft((*transcript)["draft"])) fields.miss("draft");
  fields.allow_only({"format", "original", "previous", "key", "made_utc", "by", "draft"});
  if (!fields.missing().empty()) {
    return session.report.found(
        Name::original,
        altered(transcript_path, tr("its field {} is missing or is not what it should be", fields.missing())));
  }
  session.original_seal = seal;
  session.result.source = source_of(*transcript);
  check_text(session);
  const Beside beside(session);
  check_recording(session, beside, seal);
  check_versions(session, beside, previous);
  check_signature(session, {});
  check_transcript_stamps(session, made);
}

}  // namespace earwitness::verify_detail
