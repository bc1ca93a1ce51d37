// SPDX-License-Identifier: MIT
//
// From blocks to files and journal: nothing is lost between files, what is lost is at its place, and the counts add up.
#include "record/pipeline.hpp"

#include <fstream>
#include <map>
#include <random>
#include <vector>

#include "flac/reader.hpp"
#include "journal/events.hpp"
#include "journal/journal_times.hpp"
#include "journal/reader.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/record/mono.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using json::Value;
using test::format;

namespace {

constexpr const char* uuid = "0b7e0c3e-0000-4000-8000-000000000000";

class Bench {
 public:
  explicit Bench(record::Settings settings = {})
      : conversation_(archive::begin(fs_, folder_.path(), UtcTime{}, "A title")),
        journal_(fs_, os::posix_clock(), conversation_.data(), {uuid, "test-signal", format, "none", "none", "boot"}),
        pipeline_(fs_, os::posix_clock(), conversation_.data(), settings, {Track::only, format, uuid}, journal_, marks_,
                  progress_) {}

  /// A block of noise; it may be told to lie over the end of the ring, in two parts.
  void feed(Frames frames, Frames lost_before = 0, std::size_t split_at = 0) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(frames) * 2);
    for (auto& b : bytes) b = static_cast<std::byte>(random_() & 0xFFU);
    fed_.insert(fed_.end(), bytes.begin(), bytes.end());
    boot_ns_ += frames * 125'000;
    ring::TwoSpans<std::byte> spans{std::span(bytes).first(bytes.size() - split_at), std::span(bytes).last(split_at)};
    pipeline_.consume({frames, lost_before, boot_ns_, false}, spans, boot_ns_);
    pipeline_.sync();
  }

  /// So many seconds of sound, each a block, of which each takes `pace` seconds.
  void feed_at(double pace, int seconds) {
    for (int i = 0; i < seconds; ++i) {
      feed(format.sample_rate);
      boot_ns_ -= static_cast<std::int64_t>((1 - pace) * 1e9);
    }
  }

  /// As the engine does it at the end.
  void finish(record::StopReason reason) {
    pipeline_.finish();
    pipeline_.close_interruption();
    REQUIRE(pipeline_.files_whole());
    journal_.write([&](auto& journal) {
      journal.close(to_string(reason), {{Track::only, pipeline_.files(), pipeline_.frames(), pipeline_.lost_frames(),
                                         progress_.ring_high_water.load()}});
    });
    REQUIRE(journal_.is_whole());
  }

  record::Pipeline& pipeline() { return pipeline_; }
  const record::Progress& progress() const { return progress_; }
  const std::vector<std::byte>& fed() const { return fed_; }

  std::vector<Value> journal(const std::string& event) const {
    std::ifstream file(conversation_.data() / "journal.jsonl");
    std::vector<Value> lines;
    for (std::string line; std::getline(file, line);) {
      auto parsed = test::parse_json(line);
      if (parsed.at("event") == event) lines.push_back(std::move(parsed));
    }
    return lines;
  }

  /// As who verifies reckons them.
  journal::JournalTimes times() const {
    journal::JournalTimes times;
    auto file = fs_.open(conversation_.data() / "journal.jsonl");
    (void)journal::read(*file, [&](const journal::Line& line) { times.add(line); });
    times.finish();
    return times;
  }

  /// What the journal has salted hashes of alone.
  std::vector<Value> surroundings() const {
    std::ifstream file(conversation_.data() / "notes.jsonl");
    std::vector<Value> told;
    for (std::string line; std::getline(file, line);) {
      const auto text = test::parse_json(line).at("text").as_string();
      if (auto event = journal::parse_around(text)) told.push_back(std::move(*event));
    }
    return told;
  }

  std::vector<std::byte> decoded(const std::string& name) const {
    flac::Reader reader(os::posix_file_system().open(conversation_.data() / name));
    std::vector<std::byte> all;
    for (auto part = reader.read(4096); !part.empty(); part = reader.read(4096)) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }

 private:
  os::FileSystem& fs_ = os::posix_file_system();
  test::TemporaryFolder folder_;
  archive::Conversation conversation_;
  record::Progress progress_;
  record::Marks marks_;
  record::JournalKeeper journal_;
  record::Pipeline pipeline_;
  std::mt19937 random_{11};
  std::vector<std::byte> fed_;
  std::int64_t boot_ns_ = 1'000'000'000'000;
};

}  // namespace

TEST_CASE("pipeline: what is fed comes back bit for bit, in one file") {
  Bench bench;
  for (int i = 0; i < 20; ++i) bench.feed(1'234, 0, i % 3 == 0 ? 100 : 0);
  bench.finish(record::StopReason::stopped);
  CHECK(bench.decoded("audio-001.flac") == bench.fed());
  const auto close = bench.journal("close").at(0);
  CHECK(close.at("reason") == "stopped");
  CHECK(close.at("files") == 1);
  CHECK(close.at("frames") == 20 * 1'234);
  CHECK(close.at("lost_frames") == 0);
}

TEST_CASE("pipeline: a split loses and repeats no frame, and says so") {
  record::Settings settings;
  settings.split = std::chrono::seconds(1);
  Bench bench(settings);
  for (int i = 0; i < 10; ++i) bench.feed(2'345, 0, 500);
  bench.finish(record::StopReason::stopped);
  std::vector<std::byte> all;
  for (const char* name : {"audio-001.flac", "audio-002.flac", "audio-003.flac"}) {
    const auto part = bench.decoded(name);
    all.insert(all.end(), part.begin(), part.end());
    CHECK(part.size() == (std::string(name) == "audio-003.flac" ? 23'450U - 16'000U : 8'000U) * 2U);
  }
  CHECK(all == bench.fed());
  const auto breaks = bench.journal("break");
  REQUIRE(breaks.size() == 2);
  CHECK(breaks[0].at("cause") == "split");
  CHECK(breaks[0].at("lost_frames") == 0);
  // Each file begins where the one before it ended, on the same clock.
  const auto files = bench.journal("file");
  REQUIRE(files.size() == 3);
  CHECK(files[1].at("first_frame_mono").as_integer() - files[0].at("first_frame_mono").as_integer() == 1'000'000'000);
}

TEST_CASE("pipeline: a short loss is silence at its place, and counted") {
  Bench bench;
  bench.feed(3'000);
  bench.feed(3'000, 777);
  bench.finish(record::StopReason::stopped);
  const auto audio = bench.decoded("audio-001.flac");
  REQUIRE(audio.size() == 2 * (3'000 + 777 + 3'000));
  CHECK(std::equal(audio.begin(), audio.begin() + 6'000, bench.fed().begin()));
  CHECK(std::all_of(audio.begin() + 6'000, audio.begin() + 6'000 + 2 * 777,
                    [](std::byte b) { return b == std::byte{0}; }));
  CHECK(std::equal(audio.begin() + 6'000 + 2 * 777, audio.end(), bench.fed().begin() + 6'000));
  const auto gap = bench.journal("gap").at(0);
  CHECK(gap.at("file") == "data/audio-001.flac");
  CHECK(gap.at("from") == 3'000);
  CHECK(gap.at("frames") == 777);
  CHECK(gap.at("cause") == "ring_full");
  CHECK(gap.at("estimated") == false);
  CHECK(bench.journal("close").at(0).at("lost_frames") == 777);
  CHECK(bench.progress().lost_frames.load() == 777);
}

TEST_CASE("pipeline: a loss over ten seconds is a break between two files") {
  Bench bench;
  bench.feed(3'000);
  bench.feed(3'000, 80'001);
  bench.finish(record::StopReason::stopped);
  CHECK(bench.decoded("audio-001.flac").size() == 6'000);
  CHECK(bench.decoded("audio-002.flac").size() == 6'000);
  const auto pause = bench.journal("break").at(0);
  CHECK(pause.at("cause") == "gap");
  CHECK(pause.at("lost_frames") == 80'001);
  CHECK(pause.at("seconds").as_double() == test::Approx(80'001 / 8000.0));
  CHECK(bench.journal("close").at(0).at("lost_frames") == 80'001);
}

TEST_CASE("pipeline: the maximum is kept to the frame") {
  record::Settings settings;
  settings.max = std::chrono::seconds(2);
  Bench bench(settings);
  for (int i = 0; i < 4 && !bench.pipeline().is_full(); ++i) bench.feed(5'000);
  CHECK(bench.pipeline().is_full());
  bench.finish(record::StopReason::max_duration);
  CHECK(bench.decoded("audio-001.flac").size() == 2 * 16'000);
}

TEST_CASE("pipeline: audio counts as on disk only once it is") {
  Bench bench;
  bench.feed(4'000);  // all still in the encoder
  CHECK(bench.progress().frames_on_disk.load() == 0);
  bench.feed(4'000);
  CHECK(bench.progress().frames_on_disk.load() > 0);
  CHECK(bench.progress().frames_on_disk.load() * 2 <= static_cast<Frames>(bench.decoded("audio-001.flac").size()));
}

TEST_CASE("pipeline: what happens around the recording stands in the journal, free text in the notes alone") {
  Bench bench;
  bench.feed(9'000);
  bench.pipeline().write_event(record::SourceMoved{"Headset of A. Name"});
  bench.pipeline().write_event(record::ScreenEvent{"lid"});
  bench.pipeline().write_event(record::Checked{-30.5, 12.0, std::nullopt, true, false});
  bench.finish(record::StopReason::stopped);
  const auto note = bench.journal("note").at(0);
  CHECK(note.at("kind") == "device");
  const auto source = bench.journal("source").at(0);
  CHECK(source.at("note") == note.at("note"));
  CHECK(source.at("file") == "data/audio-001.flac");
  CHECK(source.at("from") == 9'000);
  CHECK(source.dump().find("Headset") == std::string::npos);
  CHECK(bench.journal("screen").empty());
  CHECK(bench.journal("check").empty());
  CHECK(bench.journal("note").at(1).at("kind") == "around");
  const auto told = bench.surroundings();
  REQUIRE(told.size() == 2);
  CHECK(told[0].at("event") == "screen");
  CHECK(told[0].at("what") == "lid");
  const auto& check = told[1];
  CHECK(check.at("event") == "check");
  CHECK(check.at("peak_dbfs") == -30.5);
  CHECK(check.at("on_battery").is_null());
  CHECK(check.at("sleep_inhibited") == true);
  CHECK(check.at("processed_source") == false);
}

TEST_CASE("pipeline: a source that catches up by more than anything holds back is kept whole, and told") {
  Bench bench;
  bench.feed_at(1, 20);
  bench.feed_at(0.002, 1000);
  bench.feed_at(1, 20);
  bench.finish(record::StopReason::stopped);
  std::vector<std::byte> kept;
  for (const auto& file : bench.journal("file")) {
    const auto name = file.at("file").as_string().substr(5);
    const auto sound = bench.decoded(name);
    kept.insert(kept.end(), sound.begin(), sound.end());
  }
  CHECK(kept == bench.fed());
  const auto breaks = bench.journal("break");
  CHECK(breaks.size() >= 3);
  for (const auto& one : breaks) {
    CHECK(one.at("cause") == "ahead");
    CHECK(one.at("seconds").as_double() == 0);
    CHECK(one.at("lost_frames") == 0);
  }
  const auto times = bench.times();
  for (const auto& problem : times.problems()) {  // the bench's blocks have a clock of their own
    CHECK(problem.detail.find("more sound came") == std::string::npos);
  }
  REQUIRE(times.doubts().size() == 1);
  CHECK(times.doubts().front().find("seconds more sound came") != std::string::npos);
}
