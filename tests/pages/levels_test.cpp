// SPDX-License-Identifier: MIT
//
// The outline of a wave form against levels that are known, and its picture.
#include "timeline/levels.hpp"

#include <fmt/format.h>

#include <chrono>

#include "pages/wave_picture.hpp"
#include "tests/catch.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "timeline/selection.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using test::Approx;
using timeline::Column;
using timeline::Loudness;

TEST_CASE("outline: each column has the loudest of what touches it, and none where there is no sound") {
  const std::vector<Loudness> levels{{0s, 1s, -60, -90}, {1s, 2s, -30, -45}, {2s, 3s, 0, -6}, {5s, 6s, -15, -30}};
  const auto columns = timeline::outline(levels, 8s, 4);
  REQUIRE(columns.size() == 4);
  CHECK(columns[0]->peak == Approx(0.5));
  CHECK(columns[0]->rms == Approx(0.25));
  CHECK(columns[1]->peak == Approx(1));
  CHECK(columns[1]->rms == Approx(0.9));
  CHECK(columns[2]->peak == Approx(0.75));
  CHECK_FALSE(columns[3].has_value());
}

TEST_CASE("outline: a second of few columns fills all of them; without length or columns there is nothing") {
  const auto wide = timeline::outline({{0s, 1s, -30, -60}}, 2s, 10);
  for (std::size_t i = 0; i < 10; ++i) CHECK(wide[i].has_value() == (i < 5));
  CHECK_FALSE(timeline::outline({{0s, 1s, 0, 0}}, 0s, 3).front().has_value());
  CHECK(timeline::outline({{0s, 1s, 0, 0}}, 1s, 0).empty());
  CHECK(timeline::outline({{7s, 9s, 0, 0}}, 2s, 4)[3].has_value());  // beyond the end: on the border, never outside
}

TEST_CASE("wave form: its path mirrors each column at the middle, and is cut where there is no sound") {
  const std::vector<std::optional<Column>> columns{Column{1, 0}, Column{0.5, 0}, std::nullopt, Column{0, 0}};
  CHECK(pages::mirrored_path(columns, &Column::peak, 200) ==
        "M0 100.0V0.0H1V50.0H2V150.0H1V200.0H0ZM3 100.0V99.5H4V100.5H3Z");
}

TEST_CASE("wave form: times below it are round, few, and within the recording") {
  using Times = std::vector<std::chrono::seconds>;
  CHECK(pages::ticks(12s, 5) == Times{0s, 5s, 10s});
  CHECK(pages::ticks(2h, 5) == Times{0s, 30min, 60min, 90min, 120min});
  CHECK(pages::ticks(0s, 5) == Times{0s});
  CHECK(pages::ticks(240h, 5).size() <= 6);
}

TEST_CASE("levels: those of the file are those of the sound") {
  const test::SealedRecording recording;
  auto& fs = os::posix_file_system();
  const auto journal = journal::read_journal(*fs.open(recording.bag() / "data/journal.jsonl"));
  const auto read = timeline::read_levels(*fs.open(recording.bag() / "data/levels.jsonl"), journal);
  std::vector<Loudness> measured;
  const auto begins = timeline::beginnings(journal);
  for (std::size_t i = 0; i < journal.files.size(); ++i) {
    const auto& file = journal.files[i];
    timeline::measure_file(fs, recording.bag() / file.name, file, journal.audio, begins[i], measured);
  }
  REQUIRE_FALSE(read.empty());
  REQUIRE(read.size() == measured.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    CHECK(read[i].from == measured[i].from);
    CHECK(read[i].to == measured[i].to);
    CHECK(read[i].peak_dbfs == Approx(measured[i].peak_dbfs).margin(0.06));
    CHECK(read[i].rms_dbfs == Approx(measured[i].rms_dbfs).margin(0.06));
  }
}

TEST_CASE("wave form: two hours are a picture of bounded size, not a point for each second") {
  std::vector<Loudness> levels;
  for (int i = 0; i < 7200; ++i) levels.push_back({std::chrono::seconds(i), std::chrono::seconds(i + 1), -20, -30});
  pages::ReportFacts facts;
  facts.length = 2h;
  facts.levels = levels;
  const auto picture = pages::wave_picture(facts).text();
  CHECK(picture.size() < 200'000);
}

TEST_CASE("wave form: how long two hours of levels take to become a picture", "[.measure]") {
  const test::TemporaryFolder folder;
  journal::JournalContent journal;
  journal.audio = {48000, 1, 16};
  journal.files.push_back({"data/audio-001.flac", {}, std::nullopt});
  std::string lines;
  for (Frames second = 0; second < 7200; ++second) {
    journal.files[0].seconds.push_back({second * 48000, 48000, {}, 0});
    lines += fmt::format("{{\"file\":\"data/audio-001.flac\",\"from\":{},\"peak_dbfs\":-{}.5,\"rms_dbfs\":-30.1}}\n",
                         second * 48000, second % 29);
  }
  auto& fs = os::posix_file_system();
  os::write_new(fs, folder / "levels.jsonl", lines);
  const auto before = std::chrono::steady_clock::now();
  pages::ReportFacts facts;
  facts.length = 2h;
  facts.levels = timeline::read_levels(*fs.open(folder / "levels.jsonl"), journal);
  const auto picture = pages::wave_picture(facts).text();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - before;
  WARN("7200 lines of levels to " << picture.size() << " bytes of SVG: " << took.count() << " ms");
  CHECK(facts.levels.size() == 7200);
}
