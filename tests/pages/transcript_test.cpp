// SPDX-License-Identifier: MIT
//
// Transcripts of a real sealed recording: what is sealed verifies, names the recording and the version before, and a
// version that is missing, changed or of something else is told.
#include "derive/transcript.hpp"

#include <filesystem>

#include "pages/transcript_facts.hpp"
#include "tests/catch.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "timeline/playing.hpp"
#include "timeline/prepared.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using derive::Transcript;
using derive::TranscriptRequest;
using test::SealedRecording;

namespace {

constexpr const char* typed = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v A. Jansen>I never said that.\n";

Transcript seal(const SealedRecording& recording, const std::string& text, bool is_machine_made = false) {
  TranscriptRequest request;
  request.conversation = recording.conversation();
  request.text = text;
  request.name = "A. Jansen";
  request.is_machine_made = is_machine_made;
  if (is_machine_made) request.draft = derive::Recogniser{"ears", "1.0"};
  return derive::seal_transcript(os::posix_file_system(), os::posix_clock(), request);
}

std::string read(const os::Path& path) { return os::read_all(os::posix_file_system(), path, 1 << 24); }

/// Of one check.
CheckResult result_of(const Verification& found, const std::string& name) {
  for (const auto& check : found.checks) {
    if (to_string(check.name) == name) return check.result;
  }
  return CheckResult::not_checked;
}

}  // namespace

TEST_CASE("a transcript is kept byte for byte, in a bag that verifies and names the recording's seal") {
  const SealedRecording recording;
  const auto before = verify(recording.bag()).seal;
  const auto made = seal(recording, typed);
  CHECK(made.bag == recording.conversation() / "transcript-1");
  CHECK(made.cues == 1);
  CHECK(made.original == before);
  CHECK(made.recording == SealedRecording::uuid);
  CHECK(read(made.bag / "data/transcript.vtt") == typed);
  CHECK(read(made.bag / "data/transcript.json").find(before) != std::string::npos);
  const auto found = verify(made.bag);
  CHECK(found.unchanged);
  CHECK(found.kind == "transcript");
  CHECK(found.source == "typed");
  CHECK(result_of(found, "transcript text") == CheckResult::pass);
  CHECK(result_of(found, "original's hashes") == CheckResult::pass);
  CHECK(verify(recording.bag()).unchanged);
}

TEST_CASE("each version names the one before it, and one that was taken away is told") {
  const SealedRecording recording;
  const auto first = seal(recording, typed);
  const auto second = seal(recording, std::string(typed) + "\n00:00:01.000 --> 00:00:02.000\nMore.\n");
  const auto third = seal(recording, typed);
  CHECK(first.previous.empty());
  CHECK(second.previous == first.seal);
  CHECK(third.previous == second.seal);
  auto versions = derive::transcript_versions(os::posix_file_system(), recording.conversation());
  REQUIRE(versions.size() == 3);
  CHECK(versions.back().seal == third.seal);
  CHECK(versions.back().by == "person");
  CHECK(verify(third.bag).unchanged);
  std::filesystem::remove_all(second.bag);
  CHECK_FALSE(verify(third.bag).unchanged);
  CHECK(result_of(verify(third.bag), "transcript versions") == CheckResult::fail);
  CHECK(verify(first.bag).unchanged);
  const auto fourth = seal(recording, typed);  // the number of one that is gone is not given again
  CHECK(fourth.bag.filename() == "transcript-4");
  // Handed over alone, there is nothing to hold it against.
  const test::TemporaryFolder elsewhere;
  std::filesystem::copy(third.bag, elsewhere / "transcript-3", std::filesystem::copy_options::recursive);
  CHECK(verify(elsewhere / "transcript-3").unchanged);
  CHECK(result_of(verify(elsewhere / "transcript-3"), "transcript versions") == CheckResult::not_checked);
}

TEST_CASE("a transcript beside another recording is told") {
  const SealedRecording recording;
  const SealedRecording other;
  const auto made = seal(recording, typed);
  std::filesystem::copy(made.bag, other.conversation() / "transcript-1", std::filesystem::copy_options::recursive);
  const auto found = verify(other.conversation() / "transcript-1");
  CHECK_FALSE(found.unchanged);
  CHECK(result_of(found, "original's hashes") == CheckResult::fail);
}

TEST_CASE("a text with a problem is not sealed, and leaves nothing") {
  const SealedRecording recording;
  CHECK_THROWS_AS(seal(recording, "WEBVTT\n\nlost\n"), Error);
  CHECK(derive::transcript_versions(os::posix_file_system(), recording.conversation()).empty());
  CHECK(std::distance(std::filesystem::directory_iterator(recording.conversation()), {}) == 1);
}

TEST_CASE("what a machine made says so, and what it does not show") {
  const SealedRecording recording;
  const auto made = seal(recording, typed, true);
  const auto found = verify(made.bag);
  CHECK(found.source == "machine");
  bool says_so = false;
  for (const auto& sentence : not_proven(found)) says_so = says_so || sentence.find("machine") != std::string::npos;
  CHECK(says_so);
  const auto versions = derive::transcript_versions(os::posix_file_system(), recording.conversation());
  REQUIRE(versions.size() == 1);
  REQUIRE(versions[0].draft);
  CHECK(versions[0].draft->name == "ears");
  CHECK(versions[0].by == "machine");
}

TEST_CASE("a report calls words a machine's until a person has saved them") {
  const SealedRecording recording;
  const auto newest = [&] { return *pages::current_transcript(os::posix_file_system(), recording.conversation(), ""); };
  (void)seal(recording, typed, true);
  CHECK(newest().bag == "transcript-1");
  CHECK(newest().machine == "ears 1.0");
  TranscriptRequest request;
  request.conversation = recording.conversation();
  request.text = typed;
  request.draft = derive::Recogniser{"ears", "1.0"};
  (void)derive::seal_transcript(os::posix_file_system(), os::posix_clock(), request);
  CHECK(newest().bag == "transcript-2");
  CHECK(newest().machine.empty());
}

TEST_CASE("an unsealed recording has no transcript") {
  const SealedRecording recording;
  recording.remove("tagmanifest-sha256.txt");
  CHECK_THROWS_AS(seal(recording, typed), Error);
}

TEST_CASE("what is prepared is WebVTT without a problem, over all that is heard") {
  const SealedRecording recording;
  auto& fs = os::posix_file_system();
  const auto journal = journal::read_journal(*fs.open(recording.bag() / "data/journal.jsonl"));
  const auto cues = timeline::stretches_of_speech(fs, recording.bag(), journal);
  REQUIRE_FALSE(cues.empty());
  for (const auto& cue : cues) CHECK(cue.end_ms - cue.begin_ms <= 10'000);
  const std::vector<timeline::Incident> happened{
      {timeline::Incident::What::mark, 500ms, 500ms, "he said\n\nit --> again", 1},
      {timeline::Incident::What::pause, 1h, 2h, "pause", 0}};
  const auto prepared = timeline::prepare(cues, happened, {"A. Jansen", "B"}, "Type.\n\nSave.");
  const auto reading = vtt::read_vtt(prepared.text);
  CHECK(reading.problems.empty());
  CHECK(reading.cues.size() == cues.size());
  CHECK(reading.cues.front().speaker == "A. Jansen");
  CHECK(prepared.text.find("mark 1: he said") != std::string::npos);
  CHECK(prepared.text.find("not recorded until 2:00:00: it was paused") != std::string::npos);
}

TEST_CASE("a time on the clock is a place in the sound, to the frame") {
  const SealedRecording recording;
  const auto list = timeline::read_playlist(os::posix_file_system(), recording.conversation());
  REQUIRE(list.pieces.size() == 2);
  const auto& first = list.pieces.front();
  CHECK(list.place_of(0s).frame == 0);
  CHECK(list.place_of(1s).frame == list.format.sample_rate);
  CHECK(list.place_of(1250ms).frame == list.format.sample_rate * 5 / 4);
  CHECK(list.time_of(list.place_of(1s)) == 1s);
  CHECK(list.place_of(first.end).piece == 1);
  CHECK(list.place_of(first.end).frame == 0);
  CHECK(list.place_of(list.end).piece == 2);
  CHECK(list.place_of(999h).piece == 2);
  CHECK_FALSE(list.mark(1));
}

TEST_CASE("a machine's words never take the place of what a person made or read") {
  const SealedRecording recording;
  auto& fs = os::posix_file_system();
  const auto current = [&] {
    const auto versions = derive::transcript_versions(fs, recording.conversation());
    const auto* version = derive::current_version(versions);
    return version == nullptr ? 0 : version->number;
  };
  CHECK(current() == 0);
  (void)seal(recording, typed, true);
  CHECK(current() == 1);  // there is no other
  (void)seal(recording, typed, true);
  CHECK(current() == 2);
  (void)seal(recording, typed);
  CHECK(current() == 3);
  (void)seal(recording, typed, true);
  CHECK(current() == 3);
  CHECK(pages::current_transcript(fs, recording.conversation(), "")->bag == "transcript-3");
  (void)seal(recording, typed);
  CHECK(current() == 5);
}

TEST_CASE("a transcript without a word is not sealed") {
  const SealedRecording recording;
  for (const char* text : {"WEBVTT\n", "WEBVTT\n\nNOTE nothing was said\n", "WEBVTT\n\n00:00.000 --> 00:01.000\n",
                           "WEBVTT\n\n00:00.000 --> 00:01.000\n<v A>\n"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(seal(recording, text), Error);
    CHECK_THROWS_AS(seal(recording, text, true), Error);
  }
  CHECK(derive::transcript_versions(os::posix_file_system(), recording.conversation()).empty());
}

TEST_CASE("times beyond the end of the recording are refused with their line") {
  const SealedRecording recording;
  const auto length = derive::transcribed_length(os::posix_file_system(), recording.bag());
  REQUIRE(length);
  const auto end = std::chrono::duration_cast<std::chrono::milliseconds>(*length).count();
  const auto problems = [&](std::int64_t begin_ms, std::int64_t end_ms) {
    const auto text = std::string(typed) + "\n" + vtt::time_text(begin_ms) + " --> " + vtt::time_text(end_ms) + "\nX\n";
    return derive::read_transcript_text(text, length).problems;
  };
  CHECK(problems(end - 1, end).empty());
  CHECK(problems(end - 1, end + 1000).empty());  // a whole second, as players show it
  for (const auto& [begin_ms, end_ms] : {std::pair{end, end + 1}, std::pair{end - 1, end + 1001},
                                         std::pair<std::int64_t, std::int64_t>{3'600'000, 3'601'000}}) {
    const auto found = problems(begin_ms, end_ms);
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 6);
    CHECK(found[0].sentence.find(vtt::time_text(end)) != std::string::npos);
  }
  CHECK_THROWS_AS(seal(recording, "WEBVTT\n\n01:00:00.000 --> 01:00:01.000\nX\n"), Error);
  CHECK(derive::read_transcript_text("WEBVTT\n\n01:00:00.000 --> 01:00:01.000\nX\n", std::nullopt).problems.empty());
}

TEST_CASE("what is prepared of a call has each side's cues under who speaks there, in the order of their times") {
  const SealedRecording recording{SealedRecording::Call{}};
  auto& fs = os::posix_file_system();
  const auto journal = journal::read_journal(*fs.open(recording.bag() / "data/journal.jsonl"));
  const auto cues = timeline::stretches_of_speech(fs, recording.bag(), journal, {"A. Jansen", "other side"});
  const auto prepared = timeline::prepare(cues, timeline::find_incidents(fs, recording.bag(), journal), {}, {});
  const auto reading = vtt::read_vtt(prepared.text);
  CHECK(reading.problems.empty());
  REQUIRE(reading.cues.size() == cues.size());
  const auto of = [&](const char* name) {
    std::int64_t ms = 0;
    for (const auto& cue : reading.cues) ms += cue.speaker == name ? cue.end_ms - cue.begin_ms : 0;
    return ms;
  };
  CHECK(of("A. Jansen") == test::Approx(4500).margin(5));
  CHECK(of("other side") == test::Approx(3000).margin(5));
  CHECK(
      prepared.text.find("the other side was not recorded until 00:03: the output on which the call played was gone") !=
      std::string::npos);
}
