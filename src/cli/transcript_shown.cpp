// SPDX-License-Identifier: MIT
#include "cli/transcript_shown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/output.hpp"
#include "cli/shown_time.hpp"
#include "json/value.hpp"

namespace earwitness::cli {

namespace {

json::Value to_json(const std::optional<derive::Recogniser>& draft) {
  if (!draft) return nullptr;
  return {{"name", draft->name}, {"version", draft->version}};
}

json::Value to_json(const derive::TranscriptVersion& version) {
  return {{"path", version.bag.string()},
          {"version", version.number},
          {"seal", version.seal},
          {"made_utc", json::text_or_null(version.made_utc)},
          {"by", json::text_or_null(version.by)},
          {"draft", to_json(version.draft)}};
}

double seconds_of(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

}  // namespace

json::Value to_json(const derive::Transcript& made) {
  return document_of("transcript", {{"path", made.bag.string()},
                                    {"recording", made.recording},
                                    {"original", made.original},
                                    {"previous", json::text_or_null(made.previous)},
                                    {"seal", made.seal},
                                    {"cues", made.cues}});
}

void print_made(const derive::Transcript& made) {
  print_line(made.bag.string());
  print_line(trn("{} cue", "{} cues", made.cues));
  print_line(tr("of    {}", made.original));
  print_line(tr("seal  {}", made.seal));
  print_line(_("checked: unchanged"));
}

std::string line_of(const vtt::Cue& cue) {
  auto text = cue.text;
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto at = base::clock_text(std::chrono::milliseconds(cue.begin_ms));
  if (cue.speaker.empty()) return fmt::format("{}  {}", at, text);
  return fmt::format("{}  {}: {}", at, cue.speaker, text);
}

ExitCode list_versions(const Context& context, const os::Path& conversation, bool json) {
  const auto versions = derive::transcript_versions(context.fs, conversation);
  if (json) {
    auto list = json::Value::array();
    for (const auto& version : versions) list.push_back(to_json(version));
    print_json(document_of("transcripts", {{"transcripts", list}}));
    return ExitCode::done;
  }
  for (const auto& version : versions) {
    const auto by = version.by == "machine" ? _("machine-made")
                    : version.draft         ? _("from a machine's draft")
                                            : _("typed");
    print_line(
        fmt::format("{}  {}  {}  {}", version.bag.filename().string(), shown_time(version.made_utc), version.seal, by));
  }
  if (versions.empty()) print_line(_("nobody has typed it out yet"));
  return ExitCode::done;
}

ExitCode show_newest(const Context& context, const os::Path& conversation, bool json) {
  const auto versions = derive::transcript_versions(context.fs, conversation);
  if (versions.empty()) {
    const auto shown = base::printable(conversation.filename().string());
    throw Error(ErrorKind::not_found, conversation.string(), tr("{} has no transcript", shown),
                fmt::format("earwitness transcript {}", shown));
  }
  const auto& newest = versions.back();
  const auto cues = vtt::parse_vtt(derive::transcript_text(context.fs, newest));
  if (!json) {
    for (const auto& cue : cues) print_line(line_of(cue));
    return ExitCode::done;
  }
  auto document = to_json(newest);
  document["type"] = "transcript";
  document["schema"] = 1;
  auto list = json::Value::array();
  for (const auto& cue : cues) {
    list.push_back({{"from_seconds", seconds_of(cue.begin_ms)},
                    {"to_seconds", seconds_of(cue.end_ms)},
                    {"speaker", json::text_or_null(cue.speaker)},
                    {"text", cue.text}});
  }
  document["cues"] = list;
  print_json(document);
  return ExitCode::done;
}

}  // namespace earwitness::cli
