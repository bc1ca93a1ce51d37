// SPDX-License-Identifier: MIT
//
// A recording that was killed before its first frame was whole holds no sound; one that holds a frame, or is damaged,
// does.
#include "flac/first_sound.hpp"

#include <random>

#include "flac/frame_search.hpp"
#include "flac/metadata.hpp"
#include "os/bytes_file.hpp"
#include "tests/catch.hpp"
#include "tests/flac/known.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// A file of one whole frame, and the beginning of a second one, as a kill leaves it.
struct FirstFrame {
  explicit FirstFrame(unsigned loudest) {
    auto& fs = os::posix_file_system();
    const test::TemporaryFolder folder;
    const auto path = folder / "audio-001.flac";
    std::vector<std::byte> samples(static_cast<std::size_t>(4 * test::block) * format.bytes_per_frame());
    std::mt19937 random(11);
    for (auto& sample : samples) sample = static_cast<std::byte>(random() % loudest);
    flac::Writer writer(fs.create(path), format, test::tags);
    writer.write(samples);
    const auto text = os::read_all(fs, path, 1 << 26);
    for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
    head = static_cast<std::size_t>(*flac::metadata_end(*fs.open(path)));
    flac::FrameSearch search(fs.open(path), format, head, static_cast<std::uint32_t>(test::block));
    frame = search.next().value().bytes.size();
    writer.close();
  }
  [[nodiscard]] bool holds(std::vector<std::byte> content) const {
    return flac::may_hold_sound(std::make_unique<os::BytesFile>(content), format);
  }
  [[nodiscard]] std::vector<std::byte> first(std::size_t count) const {
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
  }

  AudioFormat format{48000, 1, 16};
  std::vector<std::byte> bytes;
  std::size_t head = 0;
  std::size_t frame = 0;
};

}  // namespace

TEST_CASE("first sound: a file holds some from its first whole frame on") {
  for (const unsigned loudest : {1U, 256U}) {
    CAPTURE(loudest);
    const FirstFrame file(loudest);
    const auto step = file.frame > 100 ? std::size_t{97} : std::size_t{1};
    for (std::size_t count = 0; count < file.head + file.frame; count += count < file.head ? 1 : step) {
      CAPTURE(count, file.head, file.frame);
      CHECK_FALSE(file.holds(file.first(count)));
    }
    CHECK_FALSE(file.holds(file.first(file.head + file.frame - 1)));
    CHECK(file.holds(file.first(file.head + file.frame)));
    CHECK(file.holds(file.bytes));
  }
}

TEST_CASE("first sound: room that a disk never filled is none, and what is damaged is not thrown away") {
  const FirstFrame file(256);
  auto unfilled = file.first(file.head + file.frame / 2);
  unfilled.resize(unfilled.size() + 300'000);
  CHECK_FALSE(file.holds(unfilled));
  CHECK_FALSE(file.holds(std::vector<std::byte>(300'000)));
  auto endless = file.first(file.head);
  endless.resize(std::size_t{65} * 1024 * 1024);
  CHECK(file.holds(endless));
  auto whole = file.bytes;
  whole.resize(whole.size() + 300'000);
  CHECK(file.holds(whole));
  auto damaged = file.bytes;
  REQUIRE(damaged.size() > file.head + 2 * file.frame);
  for (std::size_t i = file.head; i < damaged.size(); i += 3) damaged[i] ^= std::byte{0x5A};
  CHECK(file.holds(damaged));
}
