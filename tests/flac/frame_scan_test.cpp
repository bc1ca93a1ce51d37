// SPDX-License-Identifier: MIT
//
// A frame of a damaged file is found and decoded on its own, so that damage stays where it is.
#include "flac/frame_scan.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "flac/comments.hpp"
#include "flac/frame_header.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "tests/catch.hpp"
#include "tests/flac/known.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::block;
using test::tags;

namespace {

struct Bench {
  explicit Bench(const AudioFormat& shape) : format(shape), samples(10'000 * shape.bytes_per_frame()) {
    std::mt19937 random(7);
    for (auto& b : samples) b = static_cast<std::byte>(random() & 0xFFU);
    flac::Writer writer(fs().create(path), format, tags);
    writer.write(samples);
    writer.close();
    bytes = os::read_all(fs(), path, 1 << 24);
  }
  static os::FileSystem& fs() { return os::posix_file_system(); }
  void put(const std::string& content) const { std::ofstream(path, std::ios::binary) << content; }
  flac::FrameScan scan() const { return {fs().open(path), format}; }
  /// The first `count` frames from a place in the file.
  std::vector<std::byte> decode(std::uint64_t offset, Frames count) const {
    flac::Reader reader(flac::from_frame(fs().open(path), format, offset));
    std::vector<std::byte> all;
    while (static_cast<Frames>(all.size() / format.bytes_per_frame()) < count) {
      const auto part = reader.read(count - static_cast<Frames>(all.size() / format.bytes_per_frame()));
      if (part.empty()) break;
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }
  std::vector<std::byte> original(Frames from, Frames count) const {
    const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(from) * static_cast<int>(format.bytes_per_frame());
    return {begin, begin + static_cast<std::ptrdiff_t>(count) * static_cast<int>(format.bytes_per_frame())};
  }

  test::TemporaryFolder folder;
  std::filesystem::path path = folder / "a.flac";
  AudioFormat format;
  std::vector<std::byte> samples;
  std::string bytes;
};

}  // namespace

TEST_CASE("frame scan: each frame is found, and decodes alone to what was written there") {
  for (const AudioFormat& format : {AudioFormat{8000, 1, 16}, AudioFormat{44100, 2, 24}, AudioFormat{11025, 3, 16},
                                    AudioFormat{192000, 8, 16}, AudioFormat{12345, 1, 24}}) {
    CAPTURE(format.sample_rate, format.channels, format.bits);
    const Bench bench(format);
    auto scan = bench.scan();
    for (Frames position : {Frames{0}, block - 1, block, 2 * block, Frames{9'999}}) {
      const auto start = scan.at_or_before(position);
      REQUIRE(start);
      CHECK(start->first == position / block * block);
      const auto count = std::min<Frames>(block, 10'000 - start->first);
      CHECK(bench.decode(start->offset, count) == bench.original(start->first, count));
    }
  }
}

TEST_CASE("frame scan: after a frame that is gone, the next one is still known by its place") {
  const Bench bench({8000, 1, 16});
  const auto second = bench.scan().at_or_before(block)->offset;
  auto scan = bench.scan();
  const auto third = scan.at_or_before(2 * block)->offset;
  bench.put(bench.bytes.substr(0, second) + bench.bytes.substr(third));
  auto after = bench.scan();
  CHECK(after.at_or_before(block)->first == 0);
  const auto found = after.at_or_before(2 * block);
  CHECK(found->first == 2 * block);
  CHECK(found->offset == second);
  CHECK(bench.decode(found->offset, 100) == bench.original(2 * block, 100));
}

TEST_CASE("frame scan: no bit of a header can be another without the frame being passed over") {
  const Bench bench({8000, 1, 16});
  const auto offset = bench.scan().at_or_before(0)->offset;
  const auto header = std::as_bytes(std::span(bench.bytes)).subspan(offset, flac::frame_header_bytes);
  REQUIRE(flac::parse_frame_header(header, bench.format)->block_size == block);
  constexpr std::size_t used = 6;  // sync, codes, number 0, CRC-8
  for (std::size_t bit = 0; bit < used * 8; ++bit) {
    CAPTURE(bit);
    std::vector<std::byte> changed(header.begin(), header.end());
    changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    CHECK_FALSE(flac::parse_frame_header(changed, bench.format));
  }
  for (std::size_t size = 0; size < used; ++size) {
    CHECK_FALSE(flac::parse_frame_header(header.first(size), bench.format));
  }
}

TEST_CASE("frame scan: a file without frames has none, whatever it holds") {
  const Bench bench({8000, 1, 16});
  for (const auto& content :
       {std::string(), std::string(41, 'x'), std::string(200'000, '\xFF'), bench.bytes.substr(0, 100)}) {
    bench.put(content);
    CHECK_FALSE(bench.scan().at_or_before(1'000'000));
  }
}

TEST_CASE("comments: the tags are read as written, and a file that can't be followed has none") {
  const Bench bench({8000, 1, 16});
  const auto read = [&] { return flac::read_comments(*Bench::fs().open(bench.path)); };
  const auto entries = read();
  REQUIRE(entries);
  CHECK(std::find_if(entries->begin(), entries->end(),
                     [](const auto& e) { return e.ends_with("=" + tags.recording); }) != entries->end());
  for (std::size_t size = 0; size < 90; ++size) {
    bench.put(bench.bytes.substr(0, size));
    CHECK_FALSE(read());
  }
  auto changed = bench.bytes;
  changed[46 + 3] = '\x7f';  // the length of the first text
  bench.put(changed);
  CHECK_FALSE(read());
}

TEST_CASE("frame scan: a file of another block size than ours is decoded from each of its frames on") {
  Bench bench({8000, 1, 16});
  const auto raw = bench.folder / "a.raw";
  std::ofstream(raw, std::ios::binary).write(reinterpret_cast<const char*>(bench.samples.data()), 20'000);
  for (const Frames size : {192, 256, 1152, 4608}) {
    CAPTURE(size);
    const auto command =
        "flac -s -f --force-raw-format --endian=little --sign=signed --channels=1 --bps=16 --sample-rate=8000 "
        "--blocksize=" +
        std::to_string(size) + " -o '" + bench.path.string() + "' '" + raw.string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
    auto scan = bench.scan();
    for (const Frames position : {Frames{0}, size, 3 * size + 5, Frames{9999}}) {
      if (position > 9999) continue;
      const auto start = scan.at_or_before(position);
      REQUIRE(start);
      CHECK(start->first == position / size * size);
      CHECK(bench.decode(start->offset, 10'000) == bench.original(start->first, 10'000 - start->first));
    }
  }
}
