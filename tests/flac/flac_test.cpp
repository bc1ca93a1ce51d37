// SPDX-License-Identifier: MIT
//
// What goes into a FLAC file comes out of it, stock tools agree, and no failure of the disk is swallowed.
#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

#include "base/text.hpp"
#include "crypto/md5.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "tests/catch.hpp"
#include "tests/flac/known.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::tags;

namespace {

std::vector<std::byte> noise(const AudioFormat& format, Frames frames) {
  std::mt19937 random(7);
  std::vector<std::byte> bytes(static_cast<std::size_t>(frames) * format.bytes_per_frame());
  for (auto& b : bytes) b = static_cast<std::byte>(random() & 0xFFU);
  return bytes;
}

std::vector<std::byte> decode(const os::Path& path) {
  flac::Reader reader(os::posix_file_system().open(path));
  std::vector<std::byte> all;
  for (auto part = reader.read(5000); !part.empty(); part = reader.read(5000)) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

/// A disk that is full after `room` bytes.
class FullDisk final : public os::File {
 public:
  FullDisk(std::unique_ptr<os::File> file, std::uint64_t room) : file_(std::move(file)), room_(room) {}
  std::size_t read(std::span<std::byte> into) override { return file_->read(into); }
  std::size_t write(std::span<const std::byte> bytes) override {
    if (file_->position() + bytes.size() > room_) throw FileError(ENOSPC, path().string(), "no space");
    return file_->write(bytes);
  }
  void seek(std::uint64_t position) override { file_->seek(position); }
  std::uint64_t position() const override { return file_->position(); }
  std::uint64_t size() const override { return file_->size(); }
  void sync_data() override { file_->sync_data(); }
  void close() override { file_->close(); }
  const os::Path& path() const noexcept override { return file_->path(); }

 private:
  std::unique_ptr<os::File> file_;
  std::uint64_t room_;
};

}  // namespace

TEST_CASE("flac: every shape comes back bit for bit, and `flac -t -w` accepts it") {
  const auto format = GENERATE(AudioFormat{48000, 1, 16}, AudioFormat{44100, 2, 16}, AudioFormat{8000, 1, 24},
                               AudioFormat{96000, 2, 24}, AudioFormat{192000, 8, 24});
  const test::TemporaryFolder folder;
  const auto samples = noise(format, 9001);
  flac::Writer writer(os::posix_file_system().create((folder / "a.flac")), format, tags);
  writer.write(std::span(samples).first(100 * format.bytes_per_frame()));
  writer.write(std::span(samples).subspan(100 * format.bytes_per_frame()));
  CHECK(writer.frames() == 9001);
  writer.close();
  CHECK(decode((folder / "a.flac")) == samples);
  CHECK(std::system(("flac -s -t -w " + (folder / "a.flac").string()).c_str()) == 0);

  const auto info = flac::read_stream_info(*os::posix_file_system().open((folder / "a.flac")));
  CHECK(info.format == format);
  CHECK(info.frames == 9001);
  crypto::Md5 md5;
  md5.update(samples);
  CHECK(info.md5 == md5.finish());
}

TEST_CASE("flac: the header is on disk before the first sample") {
  const test::TemporaryFolder folder;
  const flac::Writer writer(os::posix_file_system().create((folder / "a.flac")), {48000, 1, 16}, tags);
  CHECK(std::filesystem::file_size((folder / "a.flac")) >= 42);
  flac::Reader reader(os::posix_file_system().open((folder / "a.flac")));
  CHECK(reader.info().format == AudioFormat{48000, 1, 16});
}

TEST_CASE("flac: all but the last 4096 frames are in the file after a sync") {
  const test::TemporaryFolder folder;
  const AudioFormat format{8000, 1, 16};
  const auto samples = noise(format, 20000);
  flac::Writer writer(os::posix_file_system().create((folder / "a.flac")), format, tags);
  // The encoder lets a block of 4096 go only with the frame that follows it: pieces that end on a block are the worst.
  for (Frames written = 0; written < 16384; written += 512) {
    writer.write(std::span(samples).subspan(static_cast<std::size_t>(written) * 2, 1024));
    writer.sync();
    const auto on_disk = decode((folder / "a.flac")).size() / 2;
    REQUIRE(on_disk + flac::held_back_at_most >= static_cast<std::size_t>(written) + 512);
  }
}

TEST_CASE("flac: a full disk is reported, wherever the writing stopped") {
  const AudioFormat format{48000, 1, 16};
  const auto samples = noise(format, 20000);
  const test::TemporaryFolder folder;
  flac::Writer whole(os::posix_file_system().create(folder / "whole.flac"), format, tags);
  whole.write(samples);
  whole.close();
  const auto needed = std::filesystem::file_size(folder / "whole.flac");

  const auto with_room = [&](std::uint64_t room) {
    auto file = os::posix_file_system().create(folder / fmt::format("{}.flac", room));
    return std::make_unique<FullDisk>(std::move(file), room);
  };
  CHECK_THROWS_AS(flac::Writer(with_room(50), format, tags), FileError);  // not even the header
  for (const std::uint64_t room : {std::uint64_t{600}, std::uint64_t{9000}, std::uint64_t{30000}, needed - 1}) {
    CAPTURE(room, needed);
    flac::Writer writer(with_room(room), format, tags);
    try {
      writer.write(samples);  // may succeed: the encoder holds the last block back until close
    } catch (const FileError& error) {
      CHECK(error.code() == ENOSPC);
    }
    CHECK_THROWS_AS(writer.close(), FileError);
    // Whoever closes again, to save what can be saved, is not told that it is whole now.
    CHECK_THROWS_AS(writer.close(), FileError);
  }
  flac::Writer enough(with_room(needed), format, tags);
  enough.write(samples);
  CHECK_NOTHROW(enough.close());
}

TEST_CASE("flac: seeking finds a frame's samples") {
  const test::TemporaryFolder folder;
  const AudioFormat format{8000, 1, 16};
  const auto samples = noise(format, 30000);
  flac::Writer writer(os::posix_file_system().create((folder / "a.flac")), format, tags);
  writer.write(samples);
  writer.close();
  flac::Reader reader(os::posix_file_system().open((folder / "a.flac")));
  for (const Frames at : {Frames{16000}, Frames{8000}, Frames{0}, Frames{29999}}) {
    REQUIRE(reader.seek(at));
    const auto part = reader.read(1);
    REQUIRE(part.size() == 2);
    CHECK(part[0] == samples[static_cast<std::size_t>(at) * 2]);
    CHECK(part[1] == samples[static_cast<std::size_t>(at) * 2 + 1]);
  }
}

TEST_CASE("flac: what is no FLAC file is refused by name") {
  const test::TemporaryFolder folder;
  os::write_new(os::posix_file_system(), (folder / "a.flac"),
                "RIFF....WAVEfmt and then some more bytes than a header has");
  CHECK_THROWS_AS(flac::Reader(os::posix_file_system().open((folder / "a.flac"))), Error);
}

TEST_CASE("flac: a tag that is not ASCII never reaches libsndfile") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(flac::Writer(os::posix_file_system().create((folder / "a.flac")), {48000, 1, 16}, {"\xff", "", ""}),
                  Error);
}
