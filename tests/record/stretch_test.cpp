// SPDX-License-Identifier: MIT
//
// The journal may only speak of what is on disk: what sync() gives out has left the encoder, is whole, and is hashed as
// docs/format.md says.
#include "record/stretch.hpp"

#include <random>
#include <vector>

#include "flac/reader.hpp"
#include "tests/catch.hpp"
#include "tests/record/mono.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using record::Entry;
using record::Stretch;
using test::format;

namespace {

std::vector<std::byte> noise(Frames frames) {
  std::mt19937 random(3);
  std::vector<std::byte> bytes(static_cast<std::size_t>(frames) * 2);
  for (auto& b : bytes) b = static_cast<std::byte>(random() & 0xFFU);
  return bytes;
}

Stretch open_in(const test::TemporaryFolder& folder) {
  return {os::posix_file_system().create(folder / "a.flac"), "data/a.flac", format, {"2026", "id", "test"}};
}

Frames decodable_frames(const test::TemporaryFolder& folder) {
  flac::Reader reader(os::posix_file_system().open(folder / "a.flac"));
  Frames frames = 0;
  for (auto part = reader.read(4096); !part.empty(); part = reader.read(4096)) {
    frames += static_cast<Frames>(part.size() / 2);
  }
  return frames;
}

}  // namespace

TEST_CASE("stretch: seconds are given out once their frames can be read from the disk, contiguous and hashed") {
  const test::TemporaryFolder folder;
  auto stretch = open_in(folder);
  const auto samples = noise(20'123);
  std::vector<Entry> entries;
  for (Frames at = 0; at < 20'123; at += 777) {
    const auto count = std::min<Frames>(777, 20'123 - at);
    stretch.write(std::span(samples).subspan(static_cast<std::size_t>(at) * 2, static_cast<std::size_t>(count) * 2),
                  at);
    if (!stretch.has_entries_to_sync()) continue;
    for (auto& entry : stretch.sync()) {
      CHECK(entry.from + entry.frames <= decodable_frames(folder));
      entries.push_back(std::move(entry));
    }
  }
  stretch.close();
  for (auto& entry : stretch.take_rest()) entries.push_back(std::move(entry));
  REQUIRE(entries.size() == 3);
  Frames next = 0;
  for (const auto& entry : entries) {
    CHECK(entry.from == next);
    next += entry.frames;
    const auto bytes = std::span(samples).subspan(static_cast<std::size_t>(entry.from) * 2,
                                                  static_cast<std::size_t>(entry.frames) * 2);
    CHECK(entry.sha256 == crypto::sha256(bytes));
  }
  CHECK(next == 20'123);
  CHECK(entries[2].frames == 4'123);
}

TEST_CASE("stretch: a gap is silence in its place, told once it is on disk, and covered by the seconds") {
  const test::TemporaryFolder folder;
  auto stretch = open_in(folder);
  const auto samples = noise(4'000);
  stretch.write(samples, 1);
  stretch.fill_gap(10'000, "ring_full", false, 2);
  stretch.write(samples, 3);
  stretch.close();
  const auto entries = stretch.take_rest();
  REQUIRE(entries.size() == 4);
  CHECK(entries[2].is_gap == false);
  std::vector<Entry> gaps;
  Frames seconds = 0;
  for (const auto& entry : entries) {
    if (entry.is_gap) {
      gaps.push_back(entry);
    } else {
      CHECK(entry.from == seconds);
      seconds += entry.frames;
    }
  }
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].from == 4'000);
  CHECK(gaps[0].frames == 10'000);
  CHECK(gaps[0].cause == "ring_full");
  CHECK(seconds == 18'000);
  flac::Reader reader(os::posix_file_system().open(folder / "a.flac"));
  REQUIRE(reader.seek(4'000));
  const auto silent = reader.read(10'000);
  REQUIRE(silent.size() == 20'000);
  CHECK(std::all_of(silent.begin(), silent.end(), [](std::byte b) { return b == std::byte{0}; }));
}
