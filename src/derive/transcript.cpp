// SPDX-License-Identifier: MIT
#include "derive/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "archive/archive.hpp"
#include "archive/opening.hpp"
#include "archive/tags.hpp"
#include "archive/transcripts.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "bag/writer.hpp"
#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "derive/excerpt.hpp"
#include "journal/content.hpp"
#include "json/value.hpp"
#include "timeline/selection.hpp"
#include "verify/verify.hpp"
#include "vtt/limits.hpp"

namespace earwitness::derive {

namespace {

constexpr int max_versions = 10'000;

std::size_t check_transcript_text(const std::string& text, const std::optional<std::chrono::nanoseconds>& length) {
  const auto reading = read_transcript_text(text, length);
  if (!reading.problems.empty()) {
    const auto& first = reading.problems.front();
    throw Error(ErrorKind::usage, {}, tr("line {}: {}", first.line, first.sentence));
  }
  const auto cues =
      std::count_if(reading.cues.begin(), reading.cues.end(), [](const vtt::Cue& cue) { return !cue.text.empty(); });
  if (cues == 0) {
    throw Error(ErrorKind::usage, {}, _("there is not a word in it, so nothing is sealed"), Step::type_transcript);
  }
  return static_cast<std::size_t>(cues);
}

/// Of all folders that bear such a name, sealed or not.
int highest_number(os::FileSystem& fs, const os::Path& conversation) {
  int highest = 0;
  for (const auto& entry : fs.list(conversation))
    highest = std::max(highest, archive::transcript_version_number(entry.name));
  return highest;
}

void write_transcript(os::FileSystem& fs, const os::Path& bag, const TranscriptRequest& request, const Transcript& made,
                      const std::string& made_utc) {
  using json::Value;
  fs.make_folder(bag / bag::payload_folder);
  os::write_new(fs, bag / bag::transcript_text_path, request.text);
  Value draft = nullptr;
  if (request.draft) {
    draft = {{"name", base::printable(request.draft->name)}, {"version", base::printable(request.draft->version)}};
  }
  const Value transcript = {{"format", 1},
                            {"original", made.original},
                            {"previous", json::text_or_null(made.previous)},
                            {"key", request.key != nullptr ? Value(base::to_hex(request.key->fingerprint())) : Value()},
                            {"made_utc", made_utc},
                            {"by", request.is_machine_made ? "machine" : "person"},
                            {"draft", draft}};
  os::write_new(fs, bag / bag::transcript_path, transcript.dump() + "\n");
  fs.sync_folder(bag / bag::payload_folder);
}

}  // namespace

os::Path transcribed_bag(os::FileSystem& fs, const os::Path& conversation) {
  const archive::Conversation folders{conversation};
  for (const auto& bag : {folders.bag(), folders.recovered()}) {
    if (archive::is_sealed(fs, bag)) return bag;
  }
  const auto shown = base::printable(conversation.filename().string());
  if (!fs.status(folders.bag())) {
    throw Error(ErrorKind::not_found, conversation.string(), tr("{} is not a recording", shown), Step::list_recordings);
  }
  throw Error(ErrorKind::not_found, conversation.string(), tr("{} is not sealed", shown),
              NextStep(Step::recover, shown));
}

std::optional<std::chrono::nanoseconds> transcribed_length(os::FileSystem& fs, const os::Path& bag) {
  const auto entry = fs.status(bag / bag::journal_path);
  if (!entry || entry->kind != os::EntryKind::file) return std::nullopt;
  return timeline::known_length(journal::read_journal(*fs.open(bag / bag::journal_path)));
}

vtt::Reading read_transcript_text(const std::string& text, const std::optional<std::chrono::nanoseconds>& length) {
  auto reading = vtt::read_vtt(text);
  if (!length) return reading;
  const auto end_ms = std::chrono::duration_cast<std::chrono::milliseconds>(*length).count();
  for (const auto& cue : reading.cues) {
    const bool is_beyond = cue.begin_ms >= end_ms;
    if (!is_beyond && cue.end_ms <= end_ms + journal::cue_end_tolerance.count()) continue;
    if (reading.problems.size() >= limits::transcript_problems) break;
    if (!reading.problems.empty() && reading.problems.back().line == cue.line) continue;  // one cue, two speakers
    reading.problems.push_back(
        {cue.line, tr("{} is beyond the end of the recording, which is at {}",
                      vtt::time_text(is_beyond ? cue.begin_ms : cue.end_ms), vtt::time_text(end_ms))});
  }
  std::stable_sort(reading.problems.begin(), reading.problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return reading;
}

Transcript seal_transcript(os::FileSystem& fs, const os::Clock& clock, const TranscriptRequest& request) {
  const auto original = transcribed_bag(fs, request.conversation);
  require_unchanged(fs, original, request.archive);
  const auto opening = archive::read_opening(fs, original);
  const auto versions = transcript_versions(fs, request.conversation);
  Transcript made;
  made.cues = check_transcript_text(request.text, transcribed_length(fs, original));
  made.original = archive::read_seal(fs, original);
  made.recording = opening ? opening->recording : std::string();
  if (!versions.empty()) made.previous = versions.back().seal;
  const auto number = highest_number(fs, request.conversation) + 1;
  if (number > max_versions) {
    throw Error(ErrorKind::surroundings, request.conversation.string(),
                tr("there are {} transcripts already", max_versions));
  }
  const auto now = base::rfc3339(clock.utc());
  const auto work_name = request.work_name.empty() ? archive::new_work_name(transcript_work_stem) : request.work_name;
  archive::WorkFolder work(fs, request.conversation, work_name);
  write_transcript(fs, work.path(), request, made, now);
  bag::Info info = {{archive::tags::software, EARWITNESS_SOFTWARE},
                    {archive::tags::identifier, made.recording},
                    {archive::tags::kind, recording_kind::transcript},
                    {archive::tags::transcript_of, made.original}};
  if (!request.name.empty()) info.emplace_back(archive::tags::name, base::printable(request.name));
  made.seal = bag::seal(fs, work.path(), info, now.substr(0, 10), request.key);
  const auto found = verify(fs, work.path());
  if (!found.unchanged || found.seal != made.seal) {
    throw FileError(EIO, work.path().string(), _("the transcript that was just made does not check, and was removed"),
                    Step::verify_transcripts);
  }
  made.bag = request.conversation / bag::transcript_folder(number);
  if (request.on_sealed) request.on_sealed(made);
  work.commit(made.bag);
  return made;
}

}  // namespace earwitness::derive
