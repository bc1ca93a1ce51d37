// SPDX-License-Identifier: MIT
//
// A recording is found by what a person remembers of it, and by nothing else.
#include "timeline/search.hpp"

#include <filesystem>
#include <fstream>

#include "archive/recordings.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "timeline/search_limits.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

/// `where@ms:text`, for each hit.
std::vector<std::string> found(const test::SealedRecording& recording, const std::vector<std::string>& typed) {
  auto& fs = os::posix_file_system();
  const auto items = archive::list(fs, recording.conversation().parent_path());
  REQUIRE(items.size() == 1);
  std::vector<std::string> told;
  const auto hits = timeline::search(fs, items[0], timeline::search_words(typed));
  if (!hits) return told;
  for (const auto& hit : *hits) {
    told.push_back(hit.where + "@" + (hit.at ? std::to_string(hit.at->count()) : "") + ":" + hit.text);
  }
  return told;
}

using Told = std::vector<std::string>;

void put_transcript(const test::SealedRecording& recording, int number, const std::string& text) {
  const auto folder = recording.conversation() / ("transcript-" + std::to_string(number)) / "data";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "transcript.vtt") << text;
}

}  // namespace

TEST_CASE("search: titles, later words and all words together") {
  const test::SealedRecording recording;
  CHECK(found(recording, {"TÍTLE"}) == Told{"title@:A title"});
  CHECK(found(recording, {"nothing"}).empty());
  archive::write_label(os::posix_file_system(), recording.conversation(),
                       {"Tweede gesprek", {{UtcTime{}, 750s, "hij zei het weer"}}});
  CHECK(found(recording, {"gesprek"}) == Told{"later_title@:Tweede gesprek"});
  CHECK(found(recording, {"zei het", "A title"}) == Told{"title@:A title", "later_note@750000:hij zei het weer"});
  CHECK(found(recording, {"zei het", "nothing"}).empty());
  CHECK_THROWS_AS(found(recording, {""}), Error);
  CHECK_THROWS_AS(found(recording, Told(limits::search_words + 1, "x")), Error);
}

TEST_CASE("search: a mark is found with its time, and a microphone's name is not looked at") {
  const test::SealedRecording recording;
  auto lines = recording.journal();
  const json::Value mark = {{"utc", lines[1]["utc"]},
                            {"mono", lines[lines.size() - 2]["mono"]},
                            {"event", "note"},
                            {"note", 2},
                            {"kind", "mark"},
                            {"sha256", std::string(64, '0')},
                            {"file", "data/audio-002.flac"},
                            {"from", 4000}};
  auto device = mark;
  device["note"] = 3;
  device["kind"] = "device";
  lines.insert(lines.end() - 1, {mark, device});
  recording.write_journal(lines);
  recording.write("data/notes.jsonl", recording.read("data/notes.jsonl") +
                                          R"({"note":2,"salt":"00000000000000000000000000000000","text":"he shouted"})"
                                          "\n"
                                          R"({"note":3,"salt":"00000000000000000000000000000000","text":"shouted in"})"
                                          "\nno line\n");
  const auto told = found(recording, {"shouted"});
  REQUIRE(told.size() == 1);
  CHECK(told[0] == "mark@2500:he shouted");
}

TEST_CASE("search: the newest transcript counts, and only what was said in it") {
  const test::SealedRecording recording;
  put_transcript(recording, 2, "WEBVTT\n\nNOTE secret\n\n00:01.500 --> 00:02.000\n<v Anna>older words\n");
  put_transcript(recording, 10,
                 "WEBVTT\r\n\r\n1\r\n01:02:03.004 --> 01:02:05.000 align:left\r\n<v Anna>we said Één thing\r\n\r\n"
                 "NOTE een\r\n");
  CHECK(found(recording, {"een thing"}) == Told{"transcript@3723004:Anna: we said Één thing"});
  CHECK(found(recording, {"anna"}) == Told{"transcript@3723004:Anna: we said Één thing"});
  CHECK(found(recording, {"older"}).empty());
  CHECK(found(recording, {"NOTE"}).empty());
  put_transcript(recording, 10,
                 "WEBVTT\n\n99:99:99:99.000 --> x\nthing\n\n-1:00.000 --> \nthing\n\n00:01.5 -->\nthing");
  CHECK(found(recording, {"thing"}).empty());
  // As it was said, not as it is written: tags and escapes are none of the words.
  put_transcript(recording, 11, "WEBVTT\n\n00:01.000 --> 00:02.000\n<v B>he <b>said</b>: 1 &lt; 2\nand more\n");
  CHECK(found(recording, {"he said: 1 < 2"}) == Told{"transcript@1000:B: he said: 1 < 2"});
  CHECK(found(recording, {"more"}) == Told{"transcript@1000:B: and more"});
  CHECK(found(recording, {"lt"}).empty());
}
