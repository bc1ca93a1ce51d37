// SPDX-License-Identifier: MIT
#include "derive/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "archive/archive.hpp"
#include "archive/opening.hpp"
#include "archive/tags.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "bag/writer.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "verify/verify.hpp"
#include "vtt/limits.hpp"

namespace earwitness::derive {

namespace {

constexpr const char* transcript_work_name = "transcript.new";
constexpr int max_versions = 10'000;

/// 0: it is no transcript's name, or one that no program gave.
int number_of(std::string_view name) {
  const auto number = bag::transcript_number(name);
  return number <= max_versions ? number : 0;
}

std::size_t check_transcript_text(const std::string& text) {
  const auto reading = vtt::read_vtt(text);
  if (!reading.problems.empty()) {
    const auto& first = reading.problems.front();
    throw Error(ErrorKind::usage, {}, fmt::format("line {}: {}", first.line, first.sentence));
  }
  return static_cast<std::size_t>(
      std::count_if(reading.cues.begin(), reading.cues.end(), [](const vtt::Cue& cue) { return !cue.text.empty(); }));
}

/// Of all folders that bear such a name, sealed or not.
int highest_number(os::FileSystem& fs, const os::Path& conversation) {
  int highest = 0;
  for (const auto& entry : fs.list(conversation)) highest = std::max(highest, number_of(entry.name));
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
  throw Error(ErrorKind::not_found, conversation.string(), tr("{} is not sealed", shown),
              NextStep(Step::recover, shown));
}

Transcript seal_transcript(os::FileSystem& fs, const os::Clock& clock, const TranscriptRequest& request) {
  const auto original = transcribed_bag(fs, request.conversation);
  const auto opening = archive::read_opening(fs, original);
  const auto versions = transcript_versions(fs, request.conversation);
  Transcript made;
  made.cues = check_transcript_text(request.text);
  made.original = archive::read_seal(fs, original);
  made.recording = opening ? opening->recording : std::string();
  if (!versions.empty()) made.previous = versions.back().seal;
  const auto number = highest_number(fs, request.conversation) + 1;
  if (number > max_versions) {
    throw Error(ErrorKind::surroundings, request.conversation.string(),
                tr("there are {} transcripts already", max_versions));
  }
  const auto now = base::rfc3339(clock.utc());
  archive::WorkFolder work(fs, request.conversation, transcript_work_name);
  write_transcript(fs, work.path(), request, made, now);
  bag::Info info = {{archive::tags::software, EARWITNESS_SOFTWARE},
                    {archive::tags::identifier, made.recording},
                    {archive::tags::kind, "transcript"},
                    {archive::tags::transcript_of, made.original}};
  if (!request.name.empty()) info.emplace_back(archive::tags::name, base::printable(request.name));
  made.seal = bag::seal(fs, work.path(), info, now.substr(0, 10), request.key);
  const auto found = verify(fs, work.path());
  if (!found.unchanged || found.seal != made.seal) {
    throw FileError(EIO, work.path().string(), _("the transcript that was just made does not check, and was removed"),
                    Step::verify_transcripts);
  }
  made.bag = request.conversation / bag::transcript_folder(number);
  work.commit(made.bag);
  return made;
}

TranscriptVersion read_transcript_version(os::FileSystem& fs, const os::Path& bag) {
  TranscriptVersion version{
      number_of(bag.filename().string()), bag, archive::read_seal(fs, bag), {}, {}, {}, std::nullopt};
  const auto path = bag / bag::transcript_path;
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return version;
  const auto object = json::parse_object(os::read_all(fs, path, limits::tag_file_bytes), json::document);
  if (!object) return version;
  version.original = json::text_in(*object, "original");
  version.made_utc = json::text_in(*object, "made_utc");
  version.by = json::text_in(*object, "by");
  const auto* draft = object->find("draft");
  if (draft != nullptr && draft->is_object()) {
    version.draft = Recogniser{json::text_in(*draft, "name"), json::text_in(*draft, "version")};
  }
  return version;
}

std::vector<TranscriptVersion> transcript_versions(os::FileSystem& fs, const os::Path& conversation) {
  std::vector<TranscriptVersion> versions;
  for (const auto& entry : fs.list(conversation)) {
    const auto bag = conversation / entry.name;
    if (number_of(entry.name) == 0 || entry.kind != os::EntryKind::folder || !archive::is_sealed(fs, bag)) continue;
    versions.push_back(read_transcript_version(fs, bag));
  }
  std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return versions;
}

std::string transcript_text(os::FileSystem& fs, const TranscriptVersion& version) {
  return os::read_all(fs, version.bag / bag::transcript_text_path, limits::transcript_bytes);
}

}  // namespace earwitness::derive
