// SPDX-License-Identifier: MIT
//
// What the hashes alone would not tell, since whoever changes a recording can make them anew: the sound against the
// journal, the journal against itself, and what a bag must not reach outside of itself.
#include <algorithm>
#include <filesystem>

#include "earwitness/verify.hpp"
#include "flac/writer.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/sanitized.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using test::fails;
using test::first_file;
using test::names;
using test::SealedRecording;
using Lines = std::vector<json::Value>;

namespace {

Verification changed(const SealedRecording& recording, const Lines& lines) {
  recording.write_journal(lines);
  recording.reseal();
  return verify(recording.bag());
}

std::size_t index_of(const Lines& lines, const char* event) {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const auto& l) { return l.at("event") == event; });
  REQUIRE(found != lines.end());
  return static_cast<std::size_t>(found - lines.begin());
}

/// Makes the first file anew, its sound as it was but for `more` frames at its end.
void encode_anew(const SealedRecording& recording, const std::string& uuid, std::size_t more) {
  const auto sound = recording.sound(first_file);
  std::filesystem::remove(recording.bag() / first_file);
  flac::Writer writer(os::posix_file_system().create(recording.bag() / first_file), {8000, 1, 16},
                      {"2026-11-23T14:30:05Z", uuid, "earwitness/test", Track::only, std::string(32, 'd')});
  writer.write(sound);
  writer.write(std::vector<std::byte>(2 * more));
  writer.close();
}

}  // namespace

TEST_CASE("content: sound that goes on after the journal's is found, though every hash was made anew") {
  const SealedRecording recording;
  encode_anew(recording, SealedRecording::uuid, 0);
  recording.reseal();
  CHECK(verify(recording.bag()).unchanged);
  encode_anew(recording, SealedRecording::uuid, 1);
  recording.reseal();
  const auto result = verify(recording.bag());
  CHECK(fails(result, "frame counts"));
  CHECK_FALSE(fails(result, "audio seconds"));
  CHECK(names(result, first_file));
}

TEST_CASE("content: sound with the tags of another recording is found") {
  const SealedRecording recording;
  encode_anew(recording, "ffffffff-0000-4000-8000-000000000000", 0);
  recording.reseal();
  const auto result = verify(recording.bag());
  CHECK(fails(result, "FLAC tags"));
  CHECK(names(result, first_file));
}

TEST_CASE("content: a FLAC header that lies is found, and no second is blamed for it") {
  const SealedRecording recording;
  const auto whole = recording.read(first_file);
  struct Lie {
    std::size_t byte;
    const char* check;
  };
  for (const auto& lie : {Lie{20, "frame counts"}, Lie{25, "frame counts"}, Lie{26, "FLAC checksum"}}) {
    CAPTURE(lie.byte);
    auto header = whole;
    header[lie.byte] = static_cast<char>(header[lie.byte] ^ 1);
    recording.write(first_file, header);
    recording.reseal();
    const auto result = verify(recording.bag());
    CHECK(fails(result, lie.check));
    CHECK_FALSE(fails(result, "audio seconds"));
  }
}

TEST_CASE("content: sound that the journal does not speak of is found") {
  const SealedRecording recording;
  recording.write("data/audio-009.flac", recording.read(first_file));
  recording.reseal();
  CHECK(names(verify(recording.bag()), "data/audio-009.flac"));
}

TEST_CASE("content: where the journal says that silence stands for what was lost, there is silence") {
  const SealedRecording recording;
  auto lines = recording.journal();
  auto& gap = lines[index_of(lines, "gap")];
  gap["from"] = GENERATE(0, 2'000, 5'900);
  const auto found = changed(recording, lines);
  CHECK(fails(found, "audio seconds"));
  REQUIRE(names(found, first_file));
  CHECK(found.findings.front().line == index_of(lines, "gap") + 1);
}

TEST_CASE("content: a journal that contradicts itself is found line by line") {
  const SealedRecording recording;
  const auto lines = recording.journal();
  const auto expect = [&](const Lines& edited) { CHECK(fails(changed(recording, edited), "journal content")); };
  auto edited = lines;
  edited.back()["mono"] = 1;
  expect(edited);
  edited = lines;
  edited[index_of(lines, "gap")]["from"] = 15'700;  // of 16 000
  expect(edited);
  edited = lines;
  edited.insert(edited.begin() + static_cast<std::ptrdiff_t>(index_of(lines, "gap")), lines[index_of(lines, "gap")]);
  expect(edited);
  edited = lines;
  edited.erase(edited.begin() + static_cast<std::ptrdiff_t>(index_of(lines, "break")));
  expect(edited);
  edited = lines;
  edited[index_of(lines, "file")]["file"] = "data/../../elsewhere.flac";
  expect(edited);
  edited = lines;
  edited.pop_back();
  expect(edited);
  edited = lines;
  edited[0]["sample_rate"] = 0;
  expect(edited);
  CHECK(changed(recording, lines).unchanged);
}

TEST_CASE("content: whatever stands in a journal's fields, there is a verdict") {
  const SealedRecording recording;
  const auto lines = recording.journal();
  const Lines values{nullptr,
                     -1,
                     0,
                     18446744073709551615ULL,
                     1e308,
                     "",
                     "data/",
                     Lines{},
                     json::Value::object(),
                     true,
                     1.5,
                     std::string(100'000, 'x')};
  std::size_t tried = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].at("event") == "audio" && i + 4 < lines.size()) continue;  // the last ones stand for all
    for (const auto& [field, value] : lines[i].members()) {
      if (field == "seq" || field == "prev" || field == "format") continue;
      for (const auto& hostile : values) {
        ++tried;
        if (tried % (test::sanitized_stride == 1 ? 1 : 5) != 0) continue;
        auto edited = lines;
        edited[i][field] = hostile;
        const auto result = changed(recording, edited);
        const bool is_checked = field == "sha256" || field == "file" || field == "frames" || field == "utc" ||
                                field == "event" || field == "sample_rate" || field == "channels";
        const bool is_same = hostile == value;
        if (is_checked && !is_same) {
          CAPTURE(i, field, hostile.dump().substr(0, 50));
          CHECK_FALSE(result.unchanged);
        }
      }
    }
  }
  CHECK(tried > 500);
}

TEST_CASE("content: nothing outside the bag is read in its place") {
  const SealedRecording recording;
  const auto elsewhere = recording.conversation() / "elsewhere";
  std::filesystem::rename(recording.bag() / "data", elsewhere);
  std::filesystem::create_directory_symlink(elsewhere, recording.bag() / "data");
  const auto result = verify(recording.bag());
  CHECK_FALSE(result.unchanged);
  CHECK(names(result, "data"));
  CHECK(names(result, first_file));
  CHECK(result.recording.empty());
}

TEST_CASE("content: an altered bag is not checked in the shape of a whole one put into it") {
  const SealedRecording recording;
  const auto inner = recording.bag() / "recording";
  std::filesystem::copy(recording.bag(), recording.conversation() / "copy", std::filesystem::copy_options::recursive);
  std::filesystem::rename(recording.conversation() / "copy", inner);
  recording.write("bag-info.txt", "Contact-Name: somebody else\n");
  const auto result = verify(recording.bag());
  CHECK(result.bag == recording.bag());
  CHECK_FALSE(result.unchanged);
  CHECK(verify(inner).unchanged);
}

TEST_CASE("content: a recording that was never sealed is read as far as it goes, and is not called altered") {
  const SealedRecording recording;
  for (const char* file :
       {"bagit.txt", "bag-info.txt", "how-to-verify.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
    recording.remove(file);
  }
  const auto journal = recording.read("data/journal.jsonl");
  recording.write("data/journal.jsonl", journal.substr(0, journal.rfind("\"close\"")));
  const auto result = verify(recording.conversation());
  CHECK_FALSE(result.sealed);
  CHECK_FALSE(result.unchanged);
  CHECK(result.findings.empty());
  CHECK(result.seconds == test::Approx(3.05));
  CHECK(test::result_of(result, "audio seconds") == CheckResult::pass);
  CHECK(test::result_of(result, "journal chain") == CheckResult::not_checked);
}

TEST_CASE("content: a seal that was taken away is missing, not a recording that never had one") {
  const SealedRecording recording;
  recording.remove("tagmanifest-sha256.txt");
  const auto result = verify(recording.bag());
  CHECK_FALSE(result.sealed);
  CHECK(names(result, "tagmanifest-sha256.txt"));
  CHECK(test::result_of(result, "payload hashes") == CheckResult::pass);
}

TEST_CASE("content: a crash while the seal was made leaves a recording that is not sealed, and no altered one") {
  const SealedRecording recording;
  recording.write("tagmanifest-sha256.txt.new", recording.read("tagmanifest-sha256.txt"));
  recording.remove("tagmanifest-sha256.txt");
  recording.remove("bag-info.txt");
  const auto result = verify(recording.bag());
  CHECK_FALSE(result.sealed);
  CHECK_FALSE(result.unchanged);
  CHECK(result.findings.empty());
  CHECK(test::result_of(result, "payload hashes") == CheckResult::not_checked);
}
