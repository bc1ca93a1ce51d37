// SPDX-License-Identifier: MIT
#include "results/transcripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "results/shown_time.hpp"
#include "terminal/output.hpp"
#include "verify/verify.hpp"

namespace earwitness::results {

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

/// A folder that is called as a version and holds something else is none; verify says what is wrong with it.
std::vector<derive::TranscriptVersion> versions_of(os::FileSystem& fs, const os::Path& conversation) {
  auto versions = derive::transcript_versions(fs, conversation);
  std::erase_if(versions, [](const derive::TranscriptVersion& version) { return version.original.empty(); });
  return versions;
}

/// What a reader must know of who made it; empty where it is the user's own, or of a key that the user knows.
std::string doubt_about_maker(os::FileSystem& fs, const derive::TranscriptVersion& version, const KeysOf& keys) {
  SealsBeside beside;
  const auto found = verify(fs, version.bag, Checker{keys()}, beside);
  if (!found.unchanged) return _("altered or missing");
  if (!found.signature) return _("not signed");
  return found.signature->is_known ? std::string() : std::string(_("signed by a key that you do not know"));
}

double seconds_of(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

}  // namespace

json::Value to_json(const derive::Transcript& made) {
  return terminal::document_of("transcript", {{"path", made.bag.string()},
                                              {"recording", made.recording},
                                              {"original", made.original},
                                              {"previous", json::text_or_null(made.previous)},
                                              {"seal", made.seal},
                                              {"cues", made.cues}});
}

void print_made(const derive::Transcript& made) {
  terminal::print_line(made.bag.string());
  terminal::print_line(trn("{} cue", "{} cues", made.cues));
  terminal::print_line(tr("of    {}", made.original));
  terminal::print_line(tr("seal  {}", made.seal));
  terminal::print_line(_("checked: unchanged"));
}

std::string line_of(const vtt::Cue& cue) {
  auto text = cue.text;
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto at = base::clock_text(std::chrono::milliseconds(cue.begin_ms));
  if (cue.speaker.empty()) return fmt::format("{}  {}", at, text);
  return fmt::format("{}  {}: {}", at, cue.speaker, text);
}

terminal::ExitCode list_versions(os::FileSystem& fs, const os::Path& conversation, const KeysOf& keys, bool json) {
  const auto versions = versions_of(fs, conversation);
  const auto* current = derive::current_version(versions);
  if (json) {
    auto list = json::Value::array();
    for (const auto& version : versions) {
      auto object = to_json(version);
      object["current"] = &version == current;
      list.push_back(std::move(object));
    }
    terminal::print_json(terminal::document_of("transcripts", {{"transcripts", list}}));
    return terminal::ExitCode::done;
  }
  for (const auto& version : versions) {
    const auto by = !version.is_by_person() ? _("machine-made, not read by a person")
                    : version.draft         ? _("from a machine's draft, read by a person")
                                            : _("typed");
    const auto doubt = doubt_about_maker(fs, version, keys);
    terminal::print_line(fmt::format("{}  {}  {}  {}{}{}{}", version.bag.filename().string(),
                                     shown_time(version.made_utc), version.seal, by, doubt.empty() ? "" : ", ", doubt,
                                     &version == current ? _(" (this one counts)") : ""));
  }
  if (versions.empty()) terminal::print_line(_("nobody has typed it out yet"));
  return terminal::ExitCode::done;
}

const derive::TranscriptVersion* chosen_version(const std::vector<derive::TranscriptVersion>& versions,
                                                const os::Path& conversation, int number) {
  if (number == 0) return derive::current_version(versions);
  const auto found = std::find_if(versions.begin(), versions.end(),
                                  [&](const derive::TranscriptVersion& version) { return version.number == number; });
  if (found != versions.end()) return &*found;
  const auto shown = base::printable(conversation.filename().string());
  throw Error(ErrorKind::not_found, conversation.string(), tr("{} has no version {} of a transcript", shown, number),
              fmt::format("earwitness transcript {} --list", shown));
}

terminal::ExitCode show_version(os::FileSystem& fs, const os::Path& conversation, int number, const KeysOf& keys,
                                bool json) {
  const auto versions = versions_of(fs, conversation);
  const auto* version = chosen_version(versions, conversation, number);
  if (version == nullptr) {
    const auto shown = base::printable(conversation.filename().string());
    throw Error(ErrorKind::not_found, conversation.string(), tr("{} has no transcript", shown),
                fmt::format("earwitness transcript {}", shown));
  }
  const auto cues = vtt::parse_vtt(derive::transcript_text(fs, *version));
  if (!version->is_by_person()) {
    log::warning(_(unread_words));
  }
  if (const auto doubt = doubt_about_maker(fs, *version, keys); !doubt.empty()) {
    log::warning(tr("{} is {}", version->bag.filename().string(), doubt),
                 fmt::format("earwitness verify {}", base::printable(conversation.filename().string())));
  }
  if (!json) {
    for (const auto& cue : cues) terminal::print_line(line_of(cue));
    return terminal::ExitCode::done;
  }
  auto document = terminal::document_of("transcript", to_json(*version));
  auto list = json::Value::array();
  for (const auto& cue : cues) {
    list.push_back({{"from_seconds", seconds_of(cue.begin_ms)},
                    {"to_seconds", seconds_of(cue.end_ms)},
                    {"speaker", json::text_or_null(cue.speaker)},
                    {"text", cue.text}});
  }
  document["cues"] = list;
  terminal::print_json(document);
  return terminal::ExitCode::done;
}

}  // namespace earwitness::results
