// SPDX-License-Identifier: MIT
//
// The journal may only speak of what is on disk: what sync() gives out has left the encoder, is whole, and is hashed as
// docs/format.md says.
#include "record/stretch.hpp"

#include <algorithm>
#include <cerrno>
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

/// A disk that takes so many bytes, and then nothing more.
class FullFile final : public os::File {
 public:
  FullFile(std::unique_ptr<os::File> under, std::size_t room) : under_(std::move(under)), room_(room) {}

  std::size_t read(std::span<std::byte> into) override { return under_->read(into); }
  std::size_t write(std::span<const std::byte> bytes) override {
    if (room_ == 0) throw FileError(EIO, path().string(), "full");
    const auto written = under_->write(bytes.first(std::min(bytes.size(), room_)));
    room_ -= written;
    return written;
  }
  void seek(std::uint64_t position) override { under_->seek(position); }
  [[nodiscard]] std::uint64_t position() const override { return under_->position(); }
  [[nodiscard]] std::uint64_t size() const override { return under_->size(); }
  void sync_data() override { under_->sync_data(); }
  void close() override { under_->close(); }
  [[nodiscard]] const os::Path& path() const noexcept override { return under_->path(); }

 private:
  std::unique_ptr<os::File> under_;
  std::size_t room_;
};

}  // namespace

TEST_CASE(
    "stretch: where a file fails, what is unsaved begins where its whole frames end, however long the blocks are") {
  const auto samples = noise(60'000);
  for (const Frames block : {100, 2'000, 4'096, 6'000, 20'000}) {
    for (std::size_t room = 9'000; room < 90'000; room += 7'919) {
      CAPTURE(block, room);
      const test::TemporaryFolder folder;
      Stretch stretch(std::make_unique<FullFile>(os::posix_file_system().create(folder / "a.flac"), room),
                      "data/a.flac", format, {"2026", "id", "test"});
      std::vector<std::byte> unsaved;
      Frames fed = 0;
      while (unsaved.empty() && fed < 60'000) {
        const auto count = static_cast<std::size_t>(std::min(block, 60'000 - fed));
        const auto piece = std::span(samples).subspan(static_cast<std::size_t>(fed) * 2, count * 2);
        fed += static_cast<Frames>(count);
        try {
          stretch.write(piece, fed);
        } catch (const FileError&) {
          unsaved = stretch.unsaved(piece);
        }
      }
      REQUIRE_FALSE(unsaved.empty());
      const auto fed_bytes = static_cast<std::size_t>(fed) * 2;
      REQUIRE(unsaved.size() <= fed_bytes);
      CHECK(std::equal(unsaved.begin(), unsaved.end(),
                       samples.begin() + static_cast<std::ptrdiff_t>(fed_bytes - unsaved.size())));
      const auto saved = fed - static_cast<Frames>(unsaved.size() / 2);
      CHECK(saved % flac::block_frames == 0);
      CHECK(saved <= decodable_frames(folder));
      CHECK(unsaved.size() / 2 <= static_cast<std::size_t>(block + flac::held_back_at_most));
    }
  }
}

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
  stretch.begin_gap(10'000, "ring_full", false);
  stretch.write(std::vector<std::byte>(20'000), 2);
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
