// SPDX-License-Identifier: MIT
#include "pages/transcript_facts.hpp"

#include <fmt/format.h>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "derive/transcript.hpp"
#include "pages/report_words.hpp"
#include "verify/verify.hpp"
#include "vtt/limits.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::pages {

namespace {

/// The recogniser whose words nobody has checked: a person who saved them has.
std::string machine_of(const derive::TranscriptVersion& version) {
  if (version.by != "machine" || !version.draft) return {};
  return version.draft->version.empty() ? version.draft->name
                                        : fmt::format("{} {}", version.draft->name, version.draft->version);
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

std::optional<TranscriptFacts> current_transcript(os::FileSystem& fs, const os::Path& conversation,
                                                  const std::string& seal, const Checker& checker) {
  const auto entry = fs.status(conversation);
  if (!entry || entry->kind != os::EntryKind::folder) return std::nullopt;
  const auto versions = derive::transcript_versions(fs, conversation);
  const auto* version = derive::current_version(versions);
  if (version == nullptr) return std::nullopt;
  const auto& bag = version->bag;
  TranscriptFacts facts;
  facts.bag = bag.filename().string();
  facts.machine = machine_of(*version);
  try {
    const auto found = verify(fs, bag, checker);
    facts.unchanged = found.unchanged;
    facts.source = found.source;
    facts.seal = found.seal;
    facts.signature = found.signature;
    facts.said = facts_of(found);
    facts.is_of_this = !seal.empty() && version->original == seal;
  } catch (const Error& error) {
    facts.problem = error.what();
  }
  if (facts.problem.empty()) read_lines(fs, bag / bag::transcript_text_path, facts);
  facts.problem = without_place(facts.problem, conversation);
  return facts;
}

}  // namespace earwitness::pages
