// SPDX-License-Identifier: MIT
//
// Nothing can be changed unnoticed: every byte of every file, every file as a whole, and changes by somebody who makes
// the hashes anew. Zero may be missed.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <map>
#include <thread>

#include "earwitness/verify.hpp"
#include "flac/reader.hpp"
#include "journal/events.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/sanitized.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "tests/verify/signed_recording.hpp"

using namespace earwitness;
using test::fails;
using test::names;
using test::names_second;
using test::SealedRecording;

namespace {

/// Where the FLAC frames of a file begin, and at which sample. Blocks have one size, so the n-th frame begins at
/// n * 4096; each is found by its sync code and number (RFC 9639, 9.1).
std::vector<std::size_t> frame_offsets(const std::string& flac) {
  std::size_t at = 4;
  for (bool last = false; !last;) {
    last = (static_cast<unsigned char>(flac[at]) & 0x80U) != 0;
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(flac[at + 1])) << 16U |
                      static_cast<std::size_t>(static_cast<unsigned char>(flac[at + 2])) << 8U |
                      static_cast<std::size_t>(static_cast<unsigned char>(flac[at + 3]));
    at += 4 + size;
  }
  std::vector<std::size_t> offsets;
  for (; at + 5 < flac.size(); ++at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(flac[at + i]); };
    if (byte(0) == 0xFF && byte(1) == 0xF8 && byte(4) == offsets.size()) offsets.push_back(at);
  }
  return offsets;
}

constexpr std::size_t stride = test::sanitized_stride;

struct Missed {
  std::string file;
  std::size_t at;
  std::string why;
};

/// Damage is told where it is: nothing of a payload file's change is said of another file.
bool names_another(const Verification& result, const std::string& file) {
  return file.starts_with("data/") &&
         std::any_of(result.findings.begin(), result.findings.end(), [&](const auto& f) { return f.file != file; });
}

/// The seconds named in the file, at least one and each of them within [first, last]; none if there is no frame.
bool names_just(const Verification& result, const std::string& file, bool has_frame, double first, double last) {
  bool any = false;
  for (const auto& f : result.findings) {
    if (!f.from_seconds) continue;
    if (f.file != file || !has_frame || *f.from_seconds < first - 0.01 || *f.from_seconds > last + 0.01) return false;
    any = true;
  }
  return any == has_frame;
}

/// Of a salt that was changed, the one second that it is of may be told as well, or it would have been checked with
/// another salt; nothing else is.
bool names_one_second_at_most(const Verification& result, const std::string& file) {
  const auto others = std::count_if(result.findings.begin(), result.findings.end(), [&](const auto& f) {
    return f.file != file && !(f.file.ends_with(".flac") && f.from_seconds);
  });
  const auto seconds = std::count_if(result.findings.begin(), result.findings.end(),
                                     [&](const auto& f) { return f.from_seconds.has_value(); });
  return others == 0 && seconds <= 1;
}

/// Flips a bit of every `step`-th byte of a file, from `begin` on, and checks what verify says of it.
void flip_each(const test::SignedRecording& recording, const std::string& file, std::size_t begin, std::size_t step,
               std::vector<Missed>& missed) {
  const auto whole = recording.read(file);
  const bool is_audio = file.ends_with(".flac");
  const auto frames = is_audio ? frame_offsets(whole) : std::vector<std::size_t>();
  for (std::size_t at = begin; at < whole.size(); at += step) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
    recording.write(file, changed);
    const auto result = verify(recording.bag());
    if (result.unchanged) missed.push_back({file, at, "unchanged"});
    // A changed manifest shows as the manifest itself, or as what it lists.
    const bool is_named = names(result, file);
    if (!is_named) missed.push_back({file, at, "not named"});
    if (file == "data/salts.jsonl") {
      if (!names_one_second_at_most(result, file)) missed.push_back({file, at, "more than its second named"});
      continue;
    }
    if (names_another(result, file)) missed.push_back({file, at, "another file named"});
    const auto frame = std::upper_bound(frames.begin(), frames.end(), at) - frames.begin();
    const auto first = std::floor(static_cast<double>(frame - 1) * 4096.0 / 8000.0);
    const auto last = std::floor((static_cast<double>(frame) * 4096.0 - 1) / 8000.0);
    if (!names_just(result, file, frame > 0, first, last)) missed.push_back({file, at, "not just its seconds named"});
  }
  recording.write(file, whole);
  if (!verify(recording.bag()).unchanged) missed.push_back({file, 0, "altered after all was put back"});
}

}  // namespace

TEST_CASE("tamper: an untouched recording is unchanged, for stock tools too") {
  const SealedRecording recording;
  const auto result = verify(recording.bag());
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(result.unchanged);
  CHECK(result.declared.size() == 2);  // a gap and a split
  CHECK(result.seconds == test::Approx(3.05));
  const auto in_bag = "cd " + recording.bag().string() + " && ";
  CHECK(std::system((in_bag + "sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt").c_str()) == 0);
  CHECK(std::system((in_bag + "flac -s -t -w data/*.flac").c_str()) == 0);
}

TEST_CASE("tamper: one bit of any byte of any file is found, with the file and the second") {
  const test::SignedRecording recording;
  REQUIRE(frame_offsets(recording.read("data/audio-001.flac")).size() == 4);
  constexpr std::size_t workers = 2;
  std::vector<std::vector<Missed>> missed(workers);
  std::vector<std::thread> threads;
  for (std::size_t w = 0; w < workers; ++w) {
    threads.emplace_back([&, w] {
      const test::SignedRecording own;
      for (const auto& file : own.files()) flip_each(own, file, w * stride, workers * stride, missed[w]);
    });
  }
  for (auto& thread : threads) thread.join();
  std::size_t all = 0;
  for (const auto& part : missed) {
    all += part.size();
    for (std::size_t i = 0; i < std::min<std::size_t>(part.size(), 10); ++i) {
      UNSCOPED_INFO(part[i].file << " byte " << part[i].at << ": " << part[i].why);
    }
  }
  CHECK(all == 0);
}

TEST_CASE("tamper: no bit of the seal can be another") {
  const SealedRecording recording;
  const std::string file = "tagmanifest-sha256.txt";
  const auto whole = recording.read(file);
  for (std::size_t bit = 0; bit < whole.size() * 8; bit += stride) {
    auto changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    recording.write(file, changed);
    const auto result = verify(recording.bag());
    CAPTURE(bit);
    REQUIRE_FALSE(result.unchanged);
    REQUIRE(names(result, file));
  }
}

TEST_CASE("tamper: a file added is found, wherever it lies") {
  const SealedRecording recording;
  for (const char* file : {"extra", "data/extra", "seal-extra"}) {
    recording.write(file, "x");
    const auto result = verify(recording.bag());
    CHECK_FALSE(result.unchanged);
    CHECK(names(result, file));
    recording.remove(file);
  }
}

TEST_CASE("tamper: sounds exchanged between files are found though the manifests were made anew") {
  const SealedRecording recording;
  const auto first = recording.read("data/audio-001.flac");
  recording.write("data/audio-001.flac", recording.read("data/audio-002.flac"));
  recording.write("data/audio-002.flac", first);
  recording.reseal();
  const auto result = verify(recording.bag());
  CHECK_FALSE(result.unchanged);
  CHECK(names_second(result, "data/audio-001.flac", 0));
  CHECK_FALSE(fails(result, "payload hashes"));
}

TEST_CASE("tamper: a journal made to fit its own changes does not fit the sound") {
  const SealedRecording recording;
  const auto lines = recording.journal();
  const auto is = [&](std::size_t i, const char* event) { return lines[i].at("event") == event; };
  std::map<std::string, std::size_t> first_of;
  for (std::size_t i = lines.size(); i-- > 0;) first_of[lines[i].at("event").as_string()] = i;

  const auto journal = recording.read("data/journal.jsonl");
  const auto salts = recording.read("data/salts.jsonl");
  const auto harmed = [&](std::vector<json::Value> changed) {
    recording.write("data/journal.jsonl", journal);
    recording.write("data/salts.jsonl", salts);
    recording.write_journal(std::move(changed));
    recording.reseal();
    const auto result = verify(recording.bag());
    CHECK_FALSE(fails(result, "journal chain"));
    return !result.unchanged;
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i].dump());
    auto dropped = lines;
    dropped.erase(dropped.begin() + static_cast<long>(i));
    // The title's commitment shows as a text without one; a split between two files says of itself that nothing is
    // lost.
    if (!is(i, "break")) CHECK(harmed(dropped));
    auto doubled = lines;
    doubled.insert(doubled.begin() + static_cast<long>(i), lines[i]);
    if (!is(i, "break")) CHECK(harmed(doubled));
    if (i + 1 < lines.size() && is(i, "audio") && is(i + 1, "audio")) {
      auto exchanged = lines;
      std::swap(exchanged[i], exchanged[i + 1]);
      CHECK(harmed(exchanged));
    }
  }
  auto more = lines;
  more[first_of.at("gap")]["frames"] = 399;
  CHECK(harmed(more));
  more = lines;
  more[first_of.at("audio")]["sha256"] = std::string(64, '0');
  CHECK(harmed(more));
  CHECK_FALSE(harmed(lines));
}

TEST_CASE("tamper: another text of a note is found though the manifests were made anew") {
  const SealedRecording recording;
  auto notes = recording.read("data/notes.jsonl");
  notes.replace(notes.find("A title"), 7, "B title");
  recording.write("data/notes.jsonl", notes);
  recording.reseal();
  const auto result = verify(recording.bag());
  CHECK(fails(result, "notes"));
  CHECK(names(result, "data/notes.jsonl"));
}

TEST_CASE("verify: a version of the format that is not known is no verdict but an error") {
  const SealedRecording recording;
  auto lines = recording.journal();
  lines[0]["format"] = journal::newest_format + 1;
  recording.write_journal(lines);
  CHECK_FALSE(verify(recording.bag()).unchanged);  // not as it was sealed: altered, whatever it says
  recording.reseal();
  try {
    (void)verify(recording.bag());
    FAIL("a verdict on an unknown format");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unknown_format);
  }
}

TEST_CASE("verify: a journal that names a key needs its signature") {
  const SealedRecording recording;
  auto lines = recording.journal();
  lines[0]["key"] = std::string(64, 'a');
  recording.write_journal(lines);
  recording.reseal();
  CHECK(fails(verify(recording.bag()), "signature"));
}

TEST_CASE("verify: what no command writes yet is read, and unknown events are told and skipped") {
  const SealedRecording recording;
  auto lines = recording.journal();
  const auto insert = [&](json::Value line) {
    line["utc"] = lines[0]["utc"];
    line["mono"] = lines.back()["mono"];
    lines.insert(lines.end() - 1, std::move(line));
  };
  insert({{"event", "screen"}, {"what", "lock"}});
  insert({{"event", "clock"}, {"step_ns", 5}, {"synchronised", true}});
  insert({{"event", "something-new"}, {"field", 1}});
  recording.write_journal(lines);
  recording.reseal();
  const auto result = verify(recording.bag());
  CHECK(result.unchanged);
  const auto content = std::find_if(result.checks.begin(), result.checks.end(),
                                    [](const auto& c) { return c.name == CheckName::journal_content; });
  REQUIRE(content != result.checks.end());
  CHECK(content->detail.find("1 lines are of kinds") != std::string::npos);
}

TEST_CASE("verify: a folder that is no recording is not found, an unsealed one is not sealed") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(verify(folder.path()), Error);
  const SealedRecording recording;
  recording.remove("tagmanifest-sha256.txt");
  recording.remove("manifest-sha256.txt");
  const auto result = verify(recording.bag());
  CHECK_FALSE(result.sealed);
  CHECK_FALSE(result.unchanged);
  CHECK(result.findings.empty());
}
