// SPDX-License-Identifier: MIT
//
// A bag from elsewhere: its manifests, its bag-info.txt, and all of it at once.
#include "archive/recordings.hpp"
#include "bag/info.hpp"
#include "bag/manifest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "tests/fuzz/answer.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace earwitness::fuzz {

namespace {

// Nothing is ever read there: locks are the real disk's.
const os::Path nowhere = "/earwitness-fuzz/archive";

bool has_part(std::string_view path, std::string_view part) {
  while (true) {
    const auto end = path.find('/');
    if (path.substr(0, end) == part) return true;
    if (end == std::string_view::npos) return false;
    path.remove_prefix(end + 1);
  }
}

void check_entry(const bag::ManifestEntry& entry) {
  const auto& path = entry.path;
  require(!path.empty() && path.size() <= limits::path_bytes && path.find('\0') == std::string::npos, "a path is one");
  require(!has_part(path, "") && !has_part(path, ".") && !has_part(path, ".."), "a path leads nowhere but down");
  require(base::from_hex(entry.sha256) && entry.sha256.size() == 64, "a hash is one");
}

}  // namespace

void require_answer(const Verification& result) {
  for (const auto& check : result.checks) {
    require_printable(check.detail, "what a check says is printable");
    require(!result.unchanged || check.result != CheckResult::fail, "nothing failed in what is unchanged");
  }
  for (const auto& finding : result.findings) {
    require_printable(finding.file, "a finding's file is printable");
    require_printable(finding.detail, "a finding is printable");
  }
  for (const auto& loss : result.declared) {
    require_printable(loss.cause, "a loss is printable");
    require_printable(loss.file, "a loss's file is printable");
  }
  for (const auto* words : {&result.kind.text(), &result.source.text(), &result.recording, &result.started_utc,
                            &result.seal, &result.ended.text()}) {
    require_printable(*words, "what it is called is printable");
  }
  for (const auto& sentence : not_proven(result)) require_printable(sentence, "what it does not prove is printable");
  require_printable(kind_in_words(result), "its kind is printable");
  const auto said = verdict(result);
  require(result.unchanged == (said == Verdict::unchanged || said == Verdict::unchanged_and_dated),
          "the verdict is that of the checks");
  require(!result.unchanged || (result.sealed && result.findings.empty()),
          "unchanged is sealed, and nothing was found");
}

void manifest(Input input) {
  const auto manifest = bag::parse_manifest(as_text(input));
  for (const auto& entry : manifest.entries) check_entry(entry);
  const auto text = bag::manifest_text(manifest.entries);
  const auto again = bag::parse_manifest(text);
  require(again.errors.empty() && again.entries.size() == manifest.entries.size(), "what is written reads back");
  require(bag::manifest_text(again.entries) == text, "it has one form");
}

void bag_info(Input input) {
  const auto info = bag::parse_info(as_text(input));
  require(info.size() <= limits::info_lines, "no more lines are taken than a bag-info may have");
  for (const auto& line : info) {
    require(line.label.find_first_of("\r\n:") == std::string::npos, "a label is one");
    require(line.value.find_first_of("\r\n") == std::string::npos, "a value is one line");
  }
  faults::MemoryFileSystem disk;
  const auto bag = nowhere / "2026-11-23_15-30-05" / "recording";
  os::make_folders(disk, bag);
  os::write_new(disk, bag / "tagmanifest-sha256.txt", "");
  os::write_new(disk, bag / "bag-info.txt", as_text(input));
  const auto items = archive::list(disk, nowhere);
  require(items.size() == 1 && items[0].state == archive::State::sealed, "it is listed, whatever it says");
  require(!items[0].seconds || (*items[0].seconds >= 0 && *items[0].seconds < 1e12), "a length is a number of seconds");
}

std::optional<Verification> require_verified(faults::MemoryFileSystem& disk, const os::Path& bag) {
  const auto before = disk.snapshot(bag);
  std::optional<Verification> result;
  try {
    result = verify(disk, bag);
    require_answer(*result);
  } catch (const Error& error) {
    const bool expected = error.kind() == ErrorKind::not_found || error.kind() == ErrorKind::unknown_format;
    require(expected, "whatever lies in a bag is a finding");
    require_printable(error.what(), "an error is printable");
  }
  require(disk.snapshot(bag) == before, "verifying changes nothing");
  return result;
}

void whole_bag(Input input) {
  faults::MemoryFileSystem disk;
  const os::Path bag = "/bag";
  unpack(input, disk, bag);
  (void)require_verified(disk, bag);
}

}  // namespace earwitness::fuzz
