// SPDX-License-Identifier: MIT
//
// What a crash leaves of a FLAC file becomes a whole one again: every whole frame as it was, and nothing made up.
#include "flac/repair.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "flac/comments.hpp"
#include "flac/frame_header.hpp"
#include "flac/frame_search.hpp"
#include "flac/frame_walk.hpp"
#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "tests/catch.hpp"
#include "tests/flac/known.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::block;
using test::tags;

namespace {

using Bytes = std::vector<std::byte>;

os::FileSystem& fs() { return os::posix_file_system(); }

/// A file as SIGKILL leaves it: all whole blocks are there, and the header says nothing of them.
struct Killed {
  Killed(const AudioFormat& shape, Frames frames, unsigned loudest) : format(shape) {
    // The encoder lets go of a block once it has a frame of the next one.
    const auto more = frames % block == 0 ? 1 : 0;
    samples.resize(static_cast<std::size_t>(frames + more) * shape.bytes_per_frame());
    std::mt19937 random(7);
    for (std::size_t i = 0; i < samples.size(); i += shape.bytes_per_sample()) {
      samples[i] = static_cast<std::byte>(random() % loudest);
      if (loudest == 256) samples[i + 1] = static_cast<std::byte>(random() & 0xFFU);
    }
    flac::Writer writer(fs().create(path), format, tags);
    writer.write(samples);
    bytes = os::read_all(fs(), path, 1 << 26);
    writer.close();
    finished = os::read_all(fs(), path, 1 << 26);
    auto file = fs().open(path);
    head = static_cast<std::size_t>(*flac::metadata_end(*file));
  }
  flac::Repaired repair(const std::string& content) {
    std::filesystem::remove(path);
    std::filesystem::remove(to);
    os::write_new(fs(), path, content);
    out.clear();
    auto found = flac::repair(
        fs(), path, to, format, tags,
        [&](std::span<const std::byte> part) { out.insert(out.end(), part.begin(), part.end()); },
        [&] { out.clear(); });
    REQUIRE(os::read_all(fs(), path, 1 << 26) == content);
    return found;
  }
  [[nodiscard]] std::string repaired() const { return os::read_all(fs(), to, 1 << 26); }
  [[nodiscard]] Bytes original(Frames from, Frames count) const {
    const auto size = static_cast<std::ptrdiff_t>(format.bytes_per_frame());
    return {samples.begin() + from * size, samples.begin() + (from + count) * size};
  }
  [[nodiscard]] bool accepted_by_flac() const {
    return std::system(("flac -s -t -w '" + to.string() + "' 2>/dev/null").c_str()) == 0;
  }
  /// The offsets at which frames begin, and the end.
  [[nodiscard]] std::vector<std::size_t> frames() const {
    std::vector<std::size_t> found;
    const auto all = std::as_bytes(std::span(bytes));
    for (std::size_t at = head; at < bytes.size();) {
      found.push_back(at);
      const auto header = flac::parse_frame_header(all.subspan(at), format);
      REQUIRE(header);
      const auto length = flac::whole_frame_bytes(all.subspan(at), *header, format);
      REQUIRE(length);
      at += *length;
    }
    found.push_back(bytes.size());
    return found;
  }

  test::TemporaryFolder folder;
  os::Path path = folder / "killed.flac";
  os::Path to = folder / "repaired.flac";
  AudioFormat format;
  Bytes samples;
  std::string bytes;     // before the close
  std::string finished;  // after it
  std::size_t head = 0;
  Bytes out;
};

void garble(std::string& bytes, std::size_t from, std::size_t count) {
  std::mt19937 random(11);
  for (std::size_t i = from; i < from + count; ++i) bytes[i] = static_cast<char>(random() & 0xFFU);
}

}  // namespace

TEST_CASE("repair: a killed file of every shape becomes whole, its frames byte for byte") {
  for (const AudioFormat& format : {AudioFormat{8000, 1, 16}, AudioFormat{44100, 2, 24}, AudioFormat{11025, 3, 16},
                                    AudioFormat{48000, 2, 16}, AudioFormat{192000, 8, 24}, AudioFormat{12345, 1, 24}}) {
    for (const unsigned loudest : {1U, 30U, 256U}) {  // silence, a little, and noise that no encoder can shorten
      CAPTURE(format.sample_rate, format.channels, format.bits, loudest);
      Killed killed(format, 3 * block + 100, loudest);
      const auto found = killed.repair(killed.bytes);
      CHECK(found.frames == 3 * block);
      CHECK(found.holes.empty());
      CHECK(found.unread_bytes == 0);
      CHECK(killed.out == killed.original(0, 3 * block));
      CHECK(killed.repaired().substr(killed.head) == killed.bytes.substr(killed.head));
      CHECK(killed.accepted_by_flac());
      const auto info = flac::read_stream_info(*fs().open(killed.to));
      CHECK(info.frames == found.frames);
      CHECK(info.format == format);
      CHECK(flac::read_comments(*fs().open(killed.to)) == flac::read_comments(*fs().open(killed.path)));
    }
  }
}

TEST_CASE("repair: a file that was finished comes out as it went in") {
  Killed killed({48000, 2, 16}, 3 * block + 100, 256);
  const auto found = killed.repair(killed.finished);
  CHECK(found.frames == 3 * block + 100);
  CHECK(killed.out == killed.samples);
  CHECK(killed.repaired() == killed.finished);
}

TEST_CASE("repair: a file cut at any byte keeps all frames that are whole, and no part of another") {
  Killed killed({8000, 1, 16}, 3 * block, 4);
  const auto frames = killed.frames();
  REQUIRE(frames.size() == 4);
  for (std::size_t length = 0; length <= killed.bytes.size(); length += length < killed.head ? 1 : 7) {
    const auto whole = std::count_if(frames.begin() + 1, frames.end(), [&](auto end) { return end <= length; });
    CAPTURE(length, whole);
    const auto found = killed.repair(killed.bytes.substr(0, length));
    REQUIRE(found.frames == whole * block);
    REQUIRE(killed.out == killed.original(0, whole * block));
    REQUIRE(fs().status(killed.to).has_value() == (whole > 0));
  }
  CHECK(killed.accepted_by_flac());
}

TEST_CASE("repair: what is garbled between whole frames is silent, and what follows keeps its place") {
  for (const AudioFormat& format : {AudioFormat{8000, 1, 16}, AudioFormat{44100, 2, 24}}) {
    Killed killed(format, 6 * block, 256);
    const auto frames = killed.frames();
    auto content = killed.bytes;
    garble(content, frames[1] + 5, frames[3] - frames[1] - 10);  // the second and third
    const auto found = killed.repair(content);
    CHECK(found.frames == 6 * block);
    REQUIRE(found.holes.size() == 1);
    CHECK(found.holes[0].from == block);
    CHECK(found.holes[0].frames == 2 * block);
    CHECK(found.unread_bytes == frames[3] - frames[1]);
    const auto frame_bytes = static_cast<std::ptrdiff_t>(format.bytes_per_frame());
    CHECK(Bytes(killed.out.begin(), killed.out.begin() + block * frame_bytes) == killed.original(0, block));
    CHECK(std::all_of(killed.out.begin() + block * frame_bytes, killed.out.begin() + 3 * block * frame_bytes,
                      [](std::byte b) { return b == std::byte{0}; }));
    CHECK(Bytes(killed.out.begin() + 3 * block * frame_bytes, killed.out.end()) ==
          killed.original(3 * block, 3 * block));
    CHECK(killed.accepted_by_flac());
  }
}

TEST_CASE("repair: one bit changed anywhere in a frame silences that frame alone") {
  Killed killed({8000, 1, 16}, 3 * block, 2);
  const auto frames = killed.frames();
  for (std::size_t at = frames[1]; at < frames[2]; at += 3) {
    CAPTURE(at);
    auto content = killed.bytes;
    content[at] = static_cast<char>(content[at] ^ (1 << at % 8));
    const auto found = killed.repair(content);
    REQUIRE(found.frames == 3 * block);
    REQUIRE(found.holes.size() == 1);
    REQUIRE(found.holes[0].from == block);
    REQUIRE(found.holes[0].frames == block);
  }
}

TEST_CASE("repair: a header that can't be read, or is of another recording, is made anew") {
  Killed killed({44100, 2, 24}, 3 * block, 256);
  const auto whole = [&](const flac::Repaired& found) {
    CHECK(found.frames == 3 * block);
    CHECK(killed.out == killed.original(0, 3 * block));
    CHECK(killed.accepted_by_flac());
    const auto entries = flac::read_comments(*fs().open(killed.to));
    REQUIRE(entries);
    CHECK(std::count(entries->begin(), entries->end(), "comment=" + tags.recording) == 1);
  };
  auto content = killed.bytes;
  std::fill_n(content.begin(), killed.head, '\0');
  whole(killed.repair(content));
  content = killed.bytes;
  garble(content, 0, killed.head);
  whole(killed.repair(content));
  content = killed.bytes;
  content[content.find(tags.recording)] = '9';
  whole(killed.repair(content));
}

TEST_CASE("repair: the first frames may be the garbled ones") {
  Killed killed({8000, 1, 16}, 4 * block, 256);
  auto content = killed.bytes;
  std::fill_n(content.begin(), 4096 * 3, '\0');  // pages of a disk that lost its power
  const auto found = killed.repair(content);
  CHECK(found.frames == 4 * block);
  REQUIRE(found.holes.size() == 1);
  CHECK(found.holes[0].from == 0);
  CHECK(killed.accepted_by_flac());
}

TEST_CASE("repair: a last, shorter block keeps its place though it and its number are all that is left") {
  Killed killed({8000, 1, 16}, 2 * block + 217, 256);
  std::string content = killed.finished;
  std::fill(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(killed.frames().back()), '\0');
  const auto found = killed.repair(content);
  CHECK(found.frames == 2 * block + 217);
  REQUIRE(found.holes.size() == 1);
  CHECK(found.holes[0].frames == 2 * block);
  CHECK(killed.accepted_by_flac());
  const Bytes last(killed.out.end() - 217 * 2, killed.out.end());
  CHECK(last == killed.original(2 * block, 217));
}

TEST_CASE("repair: without a single whole frame no file is made") {
  Killed killed({8000, 1, 16}, 2 * block, 256);
  std::string noise(100'000, '\xFF');
  for (const auto& content :
       {std::string(), std::string("fLaC"), killed.bytes.substr(0, killed.head), noise, std::string(5000, '\0')}) {
    CHECK(killed.repair(content).frames == 0);
    CHECK_FALSE(fs().status(killed.to));
  }
  garble(noise, 0, noise.size());
  CHECK(killed.repair(noise).frames == 0);
}

TEST_CASE("repair: a frame's number is not believed beyond what lies before it") {
  Killed killed({8000, 1, 16}, 200 * block, 1);
  const auto frames = killed.frames();
  // Frame 199 straight after frame 0, as if somebody had cut out what was between.
  auto content = killed.bytes.substr(0, frames[1]) + killed.bytes.substr(frames[199]);
  auto found = killed.repair(content);
  CHECK(found.frames == block);
  // What is gone within a few seconds keeps its place, and what comes twice is there once.
  content = killed.bytes.substr(0, frames[1]) + killed.bytes.substr(frames[5], frames[9] - frames[5]) +
            killed.bytes.substr(frames[7]);
  found = killed.repair(content);
  CHECK(found.frames == 200 * block);
  REQUIRE(found.holes.size() == 1);
  CHECK(found.holes[0].frames == 4 * block);
  CHECK(killed.accepted_by_flac());
}

TEST_CASE("repair: CRCs as in the tables of their checks") {
  const auto digits = std::string("123456789");
  CHECK(flac::crc8(std::as_bytes(std::span(digits))) == 0xF4);     // CRC-8/SMBUS
  CHECK(flac::crc16(std::as_bytes(std::span(digits))) == 0xFEE8);  // CRC-16/UMTS
}

namespace {

/// Changes one bit of the frame so that its checksums, made anew, fit, and a decoder refuses it all the same; false
/// where there is no such bit.
bool spoil(std::string& bytes, std::size_t from, std::size_t end, const AudioFormat& format) {
  const auto whole = [&](const std::string& content) {
    return std::as_bytes(std::span(content)).subspan(from, end - from);
  };
  const auto header = flac::parse_frame_header(whole(bytes), format);
  REQUIRE(header);
  for (std::size_t at = from + header->bytes; at < std::min(from + 200, end - 2); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      auto changed = bytes;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      const auto crc = flac::crc16(whole(changed).first(end - from - 2));
      changed[end - 2] = static_cast<char>(crc >> 8U);
      changed[end - 1] = static_cast<char>(crc & 0xFFU);
      const flac::WholeFrame frame{from, whole(changed), 0, static_cast<Frames>(header->block_size), header->number};
      if (flac::decodes_alone(frame, format)) continue;
      bytes = changed;
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("repair: a frame whose checksums fit and that no decoder takes is silent, and all others are there") {
  Killed killed({8000, 1, 16}, 4 * block, 30);
  const auto frames = killed.frames();
  auto content = killed.bytes;
  REQUIRE(spoil(content, frames[1], frames[2], killed.format));
  const auto found = killed.repair(content);
  CHECK(found.frames == 4 * block);
  REQUIRE(found.holes.size() == 1);
  CHECK(found.holes[0].from == block);
  CHECK(found.holes[0].frames == block);
  CHECK(found.unread_bytes == frames[2] - frames[1]);
  const auto frame_bytes = static_cast<std::ptrdiff_t>(killed.format.bytes_per_frame());
  REQUIRE(killed.out.size() == static_cast<std::size_t>(4 * block * frame_bytes));
  CHECK(Bytes(killed.out.begin(), killed.out.begin() + block * frame_bytes) == killed.original(0, block));
  CHECK(Bytes(killed.out.begin() + 2 * block * frame_bytes, killed.out.end()) == killed.original(2 * block, 2 * block));
  CHECK(killed.accepted_by_flac());
}
