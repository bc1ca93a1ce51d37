// SPDX-License-Identifier: MIT
//
// An excerpt of a real sealed recording: that it proves what it shows, and that nothing else is in it.
#include "derive/excerpt.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/text.hpp"
#include "base/time.hpp"
#include "crypto/sha256.hpp"
#include "flac/comments.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "journal/salts.hpp"
#include "json/fields.hpp"
#include "tests/catch.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using derive::Excerpt;
using derive::ExcerptRequest;
using test::SealedRecording;

namespace {

constexpr std::size_t second_bytes = 16'000;  // of 8 kHz and 16 bits

Excerpt make(const SealedRecording& recording, timeline::Selection selection, std::vector<std::string> notes = {}) {
  ExcerptRequest request;
  request.recording = recording.conversation();
  request.selection = std::move(selection);
  request.notes = std::move(notes);
  return derive::make_excerpt(os::posix_file_system(), os::posix_clock(), request);
}

std::string read(const os::Path& path) { return os::read_all(os::posix_file_system(), path, 1 << 24); }

std::vector<std::byte> sound(const os::Path& path) {
  flac::Reader reader(os::posix_file_system().open(path));
  std::vector<std::byte> samples;
  for (auto part = reader.read(5000); !part.empty(); part = reader.read(5000)) {
    samples.insert(samples.end(), part.begin(), part.end());
  }
  return samples;
}

constexpr std::int64_t max_mono = std::int64_t{1} << 61;

/// Gives the recording sound of which no second is like another, as no real one has.
void make_unique(const SealedRecording& recording) {
  auto lines = recording.journal();
  const auto salts = recording.read("data/salts.jsonl");
  const auto listed = journal::read_salts(*os::posix_file_system().open(recording.bag() / "data/salts.jsonl"));
  std::map<std::uint64_t, journal::Salt> salt_of;
  for (const auto& line : listed) salt_of.emplace(line.seq, line.salt);
  std::uint32_t state = 1;
  for (const char* name : {"data/audio-001.flac", "data/audio-002.flac"}) {
    auto samples = recording.sound(name);
    for (auto& byte : samples) {
      state = state * 1'664'525 + 1'013'904'223;
      byte = static_cast<std::byte>(state >> 24);
    }
    for (auto& line : lines) {  // where sound was lost there is silence
      if (line.at("event") != "gap" || line.at("file") != name) continue;
      const auto gap = std::span(samples).subspan(line["from"].as_unsigned() * 2, line["frames"].as_unsigned() * 2);
      std::fill(gap.begin(), gap.end(), std::byte{0});
    }
    std::filesystem::remove(recording.bag() / name);
    flac::Writer writer(
        os::posix_file_system().create(recording.bag() / name), {8000, 1, 16},
        {"2026-11-23T14:30:05Z", SealedRecording::uuid, "earwitness/test", Track::only, std::string(32, 'd')});
    writer.write(samples);
    writer.close();
    for (auto& line : lines) {
      if (line.at("event") != "audio" || line.at("file") != name) continue;
      const auto from = line["from"].as_unsigned() * 2;
      const auto second = std::span(samples).subspan(from, line["frames"].as_unsigned() * 2);
      line["sha256"] = base::to_hex(journal::second_hash(salt_of.at(line["seq"].as_unsigned()), second));
    }
  }
  recording.write_journal(lines);
  recording.write("data/salts.jsonl", salts);  // no line has moved
  recording.reseal();
}

/// Names and contents of all that lies in a folder, one after the other.
std::string everything_in(const os::Path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    all += std::filesystem::relative(entry.path(), folder).string() + "\n";
    if (entry.is_regular_file()) all += read(entry.path());
  }
  return all;
}

bool holds(const std::string& all, const std::string& text) { return all.find(text) != std::string::npos; }

std::size_t entries_of(const os::Path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("excerpt: it verifies by itself, elsewhere, and names the recording's seal") {
  const SealedRecording recording;
  const auto made = make(recording, {{{1s, 3s}}, {}});
  CHECK(made.bag == recording.conversation() / "excerpt-1");
  CHECK(made.original == verify(recording.bag()).seal);
  CHECK(made.disclosed_seconds == test::Approx(2));  // one at the end of the first file, one at the start of the next
  test::TemporaryFolder elsewhere;
  std::filesystem::copy(made.bag, elsewhere / "copy", std::filesystem::copy_options::recursive);
  const auto result = verify(elsewhere / "copy");
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(result.unchanged);
  CHECK(result.kind == "excerpt");
  CHECK(result.recording == SealedRecording::uuid);
  CHECK(result.seal == made.seal);
  for (const char* check : {"original's hashes", "disclosed ranges", "audio seconds", "FLAC tags"}) {
    CHECK(test::result_of(result, check) == CheckResult::pass);
  }
}

TEST_CASE("excerpt: what is disclosed is the recording's, sample for sample, and the rest is silence of its length") {
  const SealedRecording recording;
  make_unique(recording);
  const auto made = make(recording, {{}, {{1s, 2s}}});
  const auto before = recording.sound("data/audio-001.flac");
  const auto after = sound(made.bag / "data" / "excerpt-001.flac");
  REQUIRE(after.size() == before.size());
  const auto border = static_cast<std::ptrdiff_t>(second_bytes);
  CHECK(std::equal(before.begin(), before.begin() + border, after.begin()));
  const auto withheld_end = std::min(after.end(), after.begin() + 2 * border);
  CHECK(std::all_of(after.begin() + border, withheld_end, [](std::byte b) { return b == std::byte{0}; }));
  CHECK(std::equal(before.begin() + 2 * border, before.end(), after.begin() + 2 * border));
  CHECK(sound(made.bag / "data" / "excerpt-002.flac") == recording.sound("data/audio-002.flac"));
}

TEST_CASE("excerpt: no withheld sound, level, title, name, note or device is in it") {
  const SealedRecording recording;
  make_unique(recording);
  const auto made = make(recording, {{{0s, 1s}}, {}});
  const auto all = everything_in(made.bag);
  CHECK_FALSE(holds(all, "A title"));
  CHECK_FALSE(holds(all, "a-title"));
  CHECK_FALSE(holds(all, "A. Name"));
  CHECK_FALSE(holds(all, "\"text\""));
  CHECK_FALSE(holds(all, "_dbfs\":"));
  CHECK_FALSE(holds(all, recording.conversation().filename().string()));
  for (const char* file : {"data/audio-001.flac", "data/audio-002.flac"}) {
    CHECK_FALSE(holds(all, recording.read(file).substr(recording.read(file).size() - 500, 400)));  // encoded sound
    const auto before = recording.sound(file);
    const auto name = std::string(file) == "data/audio-001.flac" ? "excerpt-001.flac" : "excerpt-002.flac";
    const auto after = sound(made.bag / "data" / name);
    REQUIRE(after.size() == before.size());
    for (std::size_t at = 0; at < before.size(); at += second_bytes) {
      const auto size = std::min(second_bytes, before.size() - at);
      const bool is_shown = at == 0 && std::string(file) == "data/audio-001.flac";
      const auto was = crypto::sha256(std::span(before).subspan(at, size));
      CHECK((was == crypto::sha256(std::span(after).subspan(at, size))) == is_shown);
    }
  }
}

TEST_CASE("excerpt: its files' tags are start, recording and software alone") {
  const SealedRecording recording;
  const auto made = make(recording, {{{0s, 1s}}, {}});
  const auto tags = flac::read_comments(*os::posix_file_system().open(made.bag / "data" / "excerpt-001.flac"));
  REQUIRE(tags);
  CHECK(tags->size() == 3);
  for (const auto& tag : *tags) {
    CAPTURE(tag);
    CHECK(
        (tag.starts_with("date=") || tag.starts_with("software=") || tag == std::string("comment=") + recording.uuid));
  }
}

TEST_CASE("excerpt: a note is shown with its text only where it was asked for") {
  const SealedRecording recording;
  const auto made = make(recording, {{{0s, 1s}}, {}}, {"title"});
  CHECK(made.notes == std::vector<std::uint64_t>{1});
  CHECK(holds(everything_in(made.bag), "A title"));
  CHECK(test::result_of(verify(made.bag), "notes") == CheckResult::pass);
  CHECK(make(recording, {{{0s, 1s}}, {}}, {"1", "title", "1"}).notes == std::vector<std::uint64_t>{1});
  CHECK_THROWS_AS(make(recording, {{{0s, 1s}}, {}}, {"9"}), Error);
}

TEST_CASE("excerpt: each gets a number of its own, and the recording beside it stays as it is") {
  const SealedRecording recording;
  const auto seal = verify(recording.bag()).seal;
  CHECK(make(recording, {{{0s, 1s}}, {}}).bag.filename() == "excerpt-1");
  CHECK(make(recording, {{{1s, 2s}}, {}}).bag.filename() == "excerpt-2");
  const auto result = verify(recording.conversation());
  CHECK(result.unchanged);
  CHECK(result.seal == seal);
}

TEST_CASE("excerpt: of what does not verify there is none, and nothing is left behind") {
  const SealedRecording recording;
  const auto before = entries_of(recording.conversation());
  auto damaged = recording.read("data/audio-002.flac");
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  recording.write("data/audio-002.flac", damaged);
  CHECK_THROWS_AS(make(recording, {{{0s, 1s}}, {}}), derive::NotUnchanged);
  CHECK(entries_of(recording.conversation()) == before);
  recording.remove("tagmanifest-sha256.txt");
  CHECK_THROWS_AS(make(recording, {{{0s, 1s}}, {}}), derive::NotUnchanged);
}

TEST_CASE("excerpt: who made it signs it, and another signature or none in its place is found") {
  const SealedRecording recording;
  const auto key = crypto::SigningKey::generate();
  const auto other = crypto::SigningKey::generate();
  ExcerptRequest request;
  request.recording = recording.conversation();
  request.selection = {{{0s, 1s}}, {}};
  request.key = &key;
  const auto bag = derive::make_excerpt(os::posix_file_system(), os::posix_clock(), request).bag;
  const auto result = verify(bag);
  CHECK(result.unchanged);
  CHECK(test::result_of(result, "excerpt's signature") == CheckResult::pass);
  CHECK(test::result_of(result, "signature") == CheckResult::not_checked);  // the recording's own, which has none
  const auto path = bag / "seal" / "signature.ed25519";
  const auto by_other = other.sign(base::as_bytes(read(bag / "tagmanifest-sha256.txt")));
  std::filesystem::remove(path);
  CHECK(test::fails(verify(bag), "excerpt's signature"));
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(by_other.data()), by_other.size());
  CHECK(test::fails(verify(bag), "excerpt's signature"));
}

TEST_CASE("excerpt: there is none of an excerpt") {
  const SealedRecording recording;
  ExcerptRequest request;
  request.recording = make(recording, {{{0s, 1s}}, {}}).bag;
  request.selection = {{{0s, 1s}}, {}};
  CHECK_THROWS_AS(derive::make_excerpt(os::posix_file_system(), os::posix_clock(), request), Error);
}

TEST_CASE("excerpt: a pause between two files counts") {
  const SealedRecording recording;
  auto lines = recording.journal();
  bool is_later = false;
  for (auto& line : lines) {  // a minute later, by all of its clocks
    is_later = is_later || (line.at("event") == "file" && line.at("file") == "data/audio-002.flac");
    if (!is_later) continue;
    for (const char* moment : {"mono", "first_frame_mono", "captured_mono"}) {
      if (json::find_integer(line, moment, 0, max_mono)) line[moment] = line[moment].as_integer() + 60'000'000'000;
    }
    for (const char* moment : {"utc", "first_frame_utc"}) {
      if (const auto was = base::parse_rfc3339(json::text_in(line, moment))) line[moment] = base::rfc3339(*was + 60s);
    }
  }
  recording.write_journal(lines);
  recording.reseal();
  const auto made = make(recording, {{{61s, 90s}}, {}});
  REQUIRE(made.disclosed.size() == 1);
  CHECK(made.disclosed[0].from > 61s);
  CHECK(made.disclosed[0].from < 64s);
  const auto silent = sound(made.bag / "data" / "excerpt-001.flac");
  CHECK(std::all_of(silent.begin(), silent.end(), [](std::byte b) { return b == std::byte{0}; }));
  CHECK(sound(made.bag / "data" / "excerpt-002.flac") == recording.sound("data/audio-002.flac"));
}

TEST_CASE("excerpt: what has the name of something unfinished may be anyone's, and stays") {
  const SealedRecording recording;
  std::filesystem::create_directories(recording.conversation() / "excerpt.new" / "data");
  std::ofstream(recording.conversation() / "excerpt.new" / "data" / "half") << "x";
  const auto made = make(recording, {{{0s, 1s}}, {}});
  CHECK(verify(made.bag).unchanged);
  CHECK(std::filesystem::exists(recording.conversation() / "excerpt.new" / "data" / "half"));
}
