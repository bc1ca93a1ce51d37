// SPDX-License-Identifier: MIT
#include "timeline/prepared.hpp"

#include "base/translate.hpp"
#include "tests/catch.hpp"
#include "tests/verify/read_only_disk.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "timeline/playing.hpp"

using namespace earwitness;

namespace {

using std::chrono::seconds;
using What = timeline::Incident::What;

const std::vector<timeline::Incident> happened{{What::mark, seconds(5), seconds(5), "he said it again", 1},
                                               {What::mark, seconds(6), seconds(6), "", 2},
                                               {What::pause, seconds(7), seconds(90), "pause", 0},
                                               {What::lost, seconds(95), seconds(100), "device_lost", 0}};

struct Dutch {
  Dutch() { base::set_language(base::Language::dutch); }
  ~Dutch() { base::set_language(base::Language::english); }
  Dutch(const Dutch&) = delete;
  Dutch& operator=(const Dutch&) = delete;
};

}  // namespace

TEST_CASE("prepared: what happened is told in the language of the user") {
  CHECK(timeline::words_of(happened[0]) == "mark 1: he said it again");
  CHECK(timeline::words_of(happened[1]) == "mark 2");
  const Dutch dutch;
  CHECK(timeline::words_of(happened[0]) == "markering 1: he said it again");
  CHECK(timeline::words_of(happened[1]) == "markering 2");
  CHECK(timeline::words_of(happened[2]).starts_with("niet opgenomen tot "));
  CHECK(timeline::words_of(happened[3]).ends_with(": de microfoon was weg"));
}

TEST_CASE("prepared: the notes between the lines are in the language of who types there, and read as notes in any") {
  const auto english = timeline::prepare({}, happened, {}, {}).text;
  CHECK(english.find("mark 1: he said it again") != std::string::npos);
  CHECK(english.find("it was paused") != std::string::npos);
  const Dutch dutch;
  const auto text = timeline::prepare({{0, 1000, {}, "words", 0}}, happened, {}, {}).text;
  CHECK(text.find("\nNOTE 00:05 markering 1: he said it again\n") != std::string::npos);
  CHECK(text.find("niet opgenomen tot 01:40: de microfoon was weg") != std::string::npos);
  const auto read = vtt::read_vtt(text);
  CHECK(read.problems.empty());
  REQUIRE(read.cues.size() == 1);
  CHECK(read.cues[0].text == "words");
}

TEST_CASE("prepared: what happened is found by whoever plays a recording, and its journal is read once") {
  const test::SealedRecording recording;
  auto lines = recording.journal();
  const auto close = lines.back();
  lines.pop_back();
  const auto mark = [&](std::uint64_t number, Frames from) {
    lines.push_back({{"seq", 0},
                     {"prev", ""},
                     {"utc", close["utc"]},
                     {"mono", close["mono"]},
                     {"event", "note"},
                     {"note", number},
                     {"kind", "mark"},
                     {"sha256", std::string(64, 'a')},
                     {"file", test::first_file},
                     {"from", from}});
  };
  mark(1000, 4000);
  mark(1001, 8000);
  lines.push_back(close);
  recording.write_journal(lines);
  test::ReadOnlyDisk disk;
  const auto list = timeline::read_playlist(disk, recording.conversation());
  const auto size = recording.read(test::journal_file).size();
  CHECK(disk.bytes_read >= size);
  CHECK(disk.bytes_read < 2 * size);
  auto& fs = os::posix_file_system();
  const auto journal = journal::read_journal(*fs.open(recording.bag() / test::journal_file));
  const auto again = timeline::find_incidents(fs, recording.bag(), journal);
  REQUIRE(list.incidents.size() == again.size());
  REQUIRE(list.incidents.size() >= 2);
  for (std::size_t i = 0; i < again.size(); ++i) {
    CHECK(timeline::words_of(list.incidents[i]) == timeline::words_of(again[i]));
    CHECK(list.incidents[i].from == again[i].from);
  }
  CHECK(list.mark(2) == std::chrono::seconds(1));
}

TEST_CASE("prepared: a journal of more lines than are kept is read once more") {
  timeline::EventLines lines;
  journal::Line line;
  line.event = "audio";
  for (int i = 0; i < 10'000; ++i) lines.add(line);
  CHECK(lines.events({}, {}));
  line.event = "note";
  for (int i = 0; i < 10'000; ++i) lines.add(line);
  CHECK_FALSE(lines.events({}, {}));
}
