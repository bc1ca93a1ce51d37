// SPDX-License-Identifier: MIT
//
// What goes into a FLAC file comes out of it, stock tools agree, and no failure of the disk is swallowed.
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

#include "base/text.hpp"
#include "crypto/md5.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "os/random.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

const flac::Tags tags{"2026-11-23T14:30:05.123456789Z", "0b7e0c3e-0000-4000-8000-000000000000", "earwitness/test"};

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("earwitness-flac-" + os::random_hex(8))) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] os::Path file() const { return path_ / "a.flac"; }

 private:
  os::Path path_;
};

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
  const Folder folder;
  const auto samples = noise(format, 9001);
  flac::Writer writer(os::posix_file_system().create(folder.file()), format, tags);
  writer.write(std::span(samples).first(100 * format.bytes_per_frame()));
  writer.write(std::span(samples).subspan(100 * format.bytes_per_frame()));
  CHECK(writer.frames() == 9001);
  writer.close();
  CHECK(decode(folder.file()) == samples);
  CHECK(std::system(("flac -s -t -w " + folder.file().string()).c_str()) == 0);

  const auto info = flac::read_stream_info(*os::posix_file_system().open(folder.file()));
  CHECK(info.format == format);
  CHECK(info.frames == 9001);
  crypto::Md5 md5;
  md5.update(samples);
  CHECK(info.md5 == md5.finish());
}

TEST_CASE("flac: the header is on disk before the first sample") {
  const Folder folder;
  const flac::Writer writer(os::posix_file_system().create(folder.file()), {48000, 1, 16}, tags);
  CHECK(std::filesystem::file_size(folder.file()) >= 42);
  flac::Reader reader(os::posix_file_system().open(folder.file()));
  CHECK(reader.info().format == AudioFormat{48000, 1, 16});
}

TEST_CASE("flac: all but the last 4095 frames are in the file after a sync") {
  const Folder folder;
  const AudioFormat format{8000, 1, 16};
  const auto samples = noise(format, 20000);
  flac::Writer writer(os::posix_file_system().create(folder.file()), format, tags);
  for (Frames written = 0; written < 20000; written += 500) {
    writer.write(std::span(samples).subspan(static_cast<std::size_t>(written) * 2, 1000));
    writer.sync();
    const auto on_disk = decode(folder.file()).size() / 2;
    REQUIRE(on_disk + flac::held_back_at_most >= static_cast<std::size_t>(written) + 500);
  }
}

TEST_CASE("flac: a full disk is reported by close, wherever the writing stopped") {
  const AudioFormat format{48000, 1, 16};
  const auto samples = noise(format, 20000);
  const auto room = GENERATE(std::uint64_t{200}, std::uint64_t{9000}, std::uint64_t{30000}, std::uint64_t{40300});
  const Folder folder;
  auto disk = std::make_unique<FullDisk>(os::posix_file_system().create(folder.file()), room);
  flac::Writer writer(std::move(disk), format, tags);
  bool write_failed = false;
  try {
    writer.write(samples);
  } catch (const FileError& error) {
    write_failed = true;
    CHECK(error.code() == ENOSPC);
  }
  (void)write_failed;  // the encoder may hold the last block back until close
  CHECK_THROWS_AS(writer.close(), FileError);
}

TEST_CASE("flac: seeking finds a frame's samples") {
  const Folder folder;
  const AudioFormat format{8000, 1, 16};
  const auto samples = noise(format, 30000);
  flac::Writer writer(os::posix_file_system().create(folder.file()), format, tags);
  writer.write(samples);
  writer.close();
  flac::Reader reader(os::posix_file_system().open(folder.file()));
  for (const Frames at : {Frames{16000}, Frames{8000}, Frames{0}, Frames{29999}}) {
    REQUIRE(reader.seek(at));
    const auto part = reader.read(1);
    REQUIRE(part.size() == 2);
    CHECK(part[0] == samples[static_cast<std::size_t>(at) * 2]);
    CHECK(part[1] == samples[static_cast<std::size_t>(at) * 2 + 1]);
  }
}

TEST_CASE("flac: what is no FLAC file is refused by name") {
  const Folder folder;
  os::write_new(os::posix_file_system(), folder.file(), "RIFF....WAVEfmt and then some more bytes than a header has");
  CHECK_THROWS_AS(flac::Reader(os::posix_file_system().open(folder.file())), Error);
}

TEST_CASE("flac: a tag that is not ASCII never reaches libsndfile") {
  const Folder folder;
  CHECK_THROWS_AS(flac::Writer(os::posix_file_system().create(folder.file()), {48000, 1, 16}, {"\xff", "", ""}), Error);
}
