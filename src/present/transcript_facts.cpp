// SPDX-License-Identifier: MIT
#include "present/transcript_facts.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "archive/archive.hpp"
#include "bag/info.hpp"
#include "base/limits.hpp"
#include "base/translate.hpp"
#include "journal/json_object.hpp"
#include "present/limits.hpp"
#include "verify/verify.hpp"
#include "vtt/limits.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::present {

namespace {

constexpr std::string_view bag_prefix_of_transcripts = "transcript-";

/// 0 where it is no transcript's name.
std::uint32_t number_in(std::string_view name) {
  if (!name.starts_with(bag_prefix_of_transcripts)) return 0;
  name.remove_prefix(bag_prefix_of_transcripts.size());
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc{} && end == name.data() + name.size() ? number : 0;
}

std::string newest_name(os::FileSystem& fs, const os::Path& conversation) {
  std::string newest;
  const auto entry = fs.status(conversation);
  if (!entry || entry->kind != os::EntryKind::folder) return newest;
  for (const auto& inside : fs.list(conversation)) {
    if (inside.kind != os::EntryKind::folder || number_in(inside.name) == 0) continue;
    if (!archive::is_sealed(fs, conversation / inside.name)) continue;
    if (newest.empty() || number_in(inside.name) > number_in(newest)) newest = inside.name;
  }
  return newest;
}

/// The recogniser whose words nobody has checked yet.
std::string machine_of(const nlohmann::json& transcript) {
  const auto draft = transcript.find("draft");
  if (draft == transcript.end() || !draft->is_object()) return {};
  const auto name = journal::text_of(*draft, "name");
  const auto version = journal::text_of(*draft, "version");
  return version.empty() ? name : name + " " + version;
}

void read_lines(os::FileSystem& fs, const os::Path& path, TranscriptFacts& facts) try {
  for (const auto& cue : vtt::parse_vtt(os::read_all(fs, path, limits::transcript_bytes))) {
    facts.lines.push_back(
        {std::chrono::milliseconds(cue.begin_ms), std::chrono::milliseconds(cue.end_ms), cue.speaker, cue.text});
  }
} catch (const Error& error) {
  facts.problem = error.what();
}

}  // namespace

std::optional<TranscriptFacts> newest_transcript(os::FileSystem& fs, const os::Path& conversation,
                                                 const std::string& seal) {
  TranscriptFacts facts;
  facts.bag = newest_name(fs, conversation);
  if (facts.bag.empty()) return std::nullopt;
  const auto bag = conversation / facts.bag;
  try {
    const auto found = verify(fs, bag);
    facts.unchanged = found.unchanged;
    facts.seal = found.seal;
    const auto transcript =
        journal::parse_object(os::read_all(fs, bag / "data" / "transcript.json", limits::tag_file_bytes));
    if (transcript.is_object()) {
      facts.is_of_this = !seal.empty() && journal::text_of(transcript, "original") == seal;
      facts.machine = machine_of(transcript);
    }
    const auto info = bag::parse_info(os::read_all(fs, bag / "bag-info.txt", limits::tag_file_bytes));
    facts.sealed_on = bag::value_of(info, "Bagging-Date");
  } catch (const Error& error) {
    facts.problem = error.what();
  }
  if (facts.problem.empty()) read_lines(fs, bag / "data" / "transcript.vtt", facts);
  return facts;
}

}  // namespace earwitness::present
