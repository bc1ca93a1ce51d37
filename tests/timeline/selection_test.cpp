// SPDX-License-Identifier: MIT
//
// Which seconds are shown: in doubt none. Every case says it in seconds of sound, on a clock that pauses do not stop.
#include "timeline/selection.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using timeline::Run;
using timeline::select;
using timeline::Selection;
using timeline::TimeRange;

namespace {

constexpr Frames rate = 8000;

journal::AudioFile file(const std::string& name, Frames frames, std::optional<std::chrono::nanoseconds> mono) {
  journal::AudioFile file;
  file.name = name;
  for (Frames at = 0; at < frames; at += rate) file.seconds.push_back({at, std::min(rate, frames - at), {}, 0});
  if (mono) file.first_frame_mono_ns = mono->count();
  return file;
}

/// 10 s and a half, a pause of 60 s, 5 s; the clock began at 100 s.
journal::JournalContent two_files() {
  journal::JournalContent journal;
  journal.audio = {static_cast<std::uint32_t>(rate), 1, 16};
  journal.files = {file("data/audio-001.flac", 84'000, 100s), file("data/audio-002.flac", 40'000, 170'500ms)};
  return journal;
}

/// `0:3-5 1:0-2`: file, and its seconds.
std::string shown(const journal::JournalContent& journal, const Selection& selection) {
  std::string text;
  for (const auto& run : select(journal, selection)) {
    text += (text.empty() ? "" : " ") + std::to_string(run.file) + ":" + std::to_string(run.begin) + "-" +
            std::to_string(run.end);
  }
  return text;
}

std::string disclosing(std::vector<TimeRange> ranges) { return shown(two_files(), {std::move(ranges), {}}); }
std::string withholding(std::vector<TimeRange> ranges) { return shown(two_files(), {{}, std::move(ranges)}); }

bool refused(const Selection& selection) {
  try {
    (void)select(two_files(), selection);
  } catch (const Error& error) {
    return error.kind() == ErrorKind::usage && std::string(error.what()).size() > 10;
  }
  return false;
}

}  // namespace

TEST_CASE("selection: a disclosed range holds the whole seconds that lie within it") {
  CHECK(disclosing({{3s, 5s}}) == "0:3-5");
  CHECK(disclosing({{2500ms, 5500ms}}) == "0:3-5");
  CHECK(disclosing({{0s, 1s}}) == "0:0-1");
}

TEST_CASE("selection: a withheld range takes with it every second that it touches") {
  CHECK(withholding({{3s, 5s}}) == "0:0-3 0:5-11 1:0-5");
  CHECK(withholding({{2999ms, 5001ms}}) == "0:0-2 0:6-11 1:0-5");
  CHECK(withholding({{0s, 1s}}) == "0:1-11 1:0-5");
}

TEST_CASE("selection: the last, shorter second of a file ends where its sound does") {
  CHECK(disclosing({{9s, 10500ms}}) == "0:9-11");
  CHECK(disclosing({{9s, 10499ms}}) == "0:9-10");
  CHECK(withholding({{10400ms, 20s}}) == "0:0-10 1:0-5");
}

TEST_CASE("selection: pauses count, and a range may span one or begin in it") {
  CHECK(disclosing({{9s, 73s}}) == "0:9-11 1:0-2");  // the second file begins at 70.5 s
  CHECK(disclosing({{40s, 72s}}) == "1:0-1");
  CHECK(disclosing({{71s, 75s}}) == "1:1-4");
  CHECK(withholding({{71s, 72s}}) == "0:0-11 1:2-5");
}

TEST_CASE("selection: ranges that touch or overlap are one, in whatever order they are given") {
  CHECK(disclosing({{4500ms, 6s}, {2s, 4500ms}}) == "0:2-6");
  CHECK(disclosing({{1s, 5s}, {2s, 3s}}) == "0:1-5");
  CHECK(disclosing({{1s, 2s}, {3s, 4s}}) == "0:1-2 0:3-4");
  CHECK(shown(two_files(), {{{1s, 6s}}, {{3s, 4s}}}) == "0:1-3 0:4-6");
  CHECK(withholding({{1s, 4s}, {3s, 8s}}) == "0:0-1 0:8-11 1:0-5");
}

TEST_CASE("selection: a range without sound is refused, as it may be a mistyped one") {
  CHECK(refused({{{20s, 30s}}, {}}));            // in the pause
  CHECK(refused({{}, {{20s, 30s}}}));            // and nothing would be withheld
  CHECK(refused({{{1s, 2s}, {76s, 90s}}, {}}));  // after the end
  CHECK(refused({{}, {{1s, 2s}, {80s, 90s}}}));
}

TEST_CASE("selection: nothing at all, and everything, is refused") {
  CHECK(refused({{{1200ms, 1800ms}}, {}}));
  CHECK(refused({{}, {{0s, 100s}}}));
  CHECK(refused({{{1s, 2s}}, {{1500ms, 1600ms}}}));
  CHECK(refused({{{0s, 100s}}, {}}));
  CHECK(refused({{}, {}}));
}

TEST_CASE("selection: where the journal does not say when a file began, it follows the one before") {
  auto journal = two_files();
  journal.files[1].first_frame_mono_ns.reset();
  CHECK(timeline::beginnings(journal) == std::vector<std::chrono::nanoseconds>{0s, 10500ms});
  journal.files[1].first_frame_mono_ns = 5'000'000'000;  // the machine was started again
  journal.files.push_back(file("data/audio-003.flac", 8'000, 15s));
  CHECK(timeline::beginnings(journal) == std::vector<std::chrono::nanoseconds>{0s, 10500ms, 20500ms});
  journal.files[0].first_frame_mono_ns.reset();
  CHECK(timeline::beginnings(journal) == std::vector<std::chrono::nanoseconds>{0s, 10500ms, 20500ms});
}

TEST_CASE("selection: a file that goes on where the last one ended begins there, whatever a clock's jitter says") {
  auto journal = two_files();
  const auto second_begins = [&](std::chrono::nanoseconds mono) {
    journal.files[1].first_frame_mono_ns = mono.count();
    return timeline::beginnings(journal)[1];
  };
  CHECK(second_begins(110'499ms) == 10'500ms);
  CHECK(second_begins(110'540ms) == 10'500ms);
  CHECK(second_begins(109'800ms) == 10'500ms);
  CHECK(second_begins(110'600ms) == 10'600ms);
}

TEST_CASE("selection: what a person types is a range, or is refused with how it is written") {
  const auto range = timeline::parse_range("31:10-1:33:00");
  CHECK(range.from == 31min + 10s);
  CHECK(range.to == 93min);
  for (const char* text : {"1:00 - 2:00", "60-120", "1m - 2m", "1:00\u20132:00"}) {
    CAPTURE(text);
    CHECK(timeline::parse_range(text).from == 60s);
    CHECK(timeline::parse_range(text).to == 120s);
  }
  CHECK(timeline::parse_range("0:20", "").to == timeline::to_the_end);
  CHECK(timeline::parse_range("", "0:20").from == 0s);
  for (const char* text : {"", "-", "1:00", "1:00-", "-1:00", "1:00-1:00", "2:00-1:00", "1:00-2:00-3:00", "a-b"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(timeline::parse_range(text), Error);
  }
}

TEST_CASE("selection: lengths in frames do not overflow, and are exact at whole seconds") {
  const AudioFormat format{44'100, 1, 16};
  CHECK(timeline::length(format, 44'100) == 1s);
  CHECK(timeline::length(format, Frames{1} << 36) > 400h);
  CHECK(timeline::length(format, 22'050) == 500ms);
}
