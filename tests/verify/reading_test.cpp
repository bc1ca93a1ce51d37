// SPDX-License-Identifier: MIT
//
// Verifying only reads, and only in the bag: over a disk on which every other call fails the test.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

#include "tests/catch.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/signed_recording.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using test::Lines;
using test::SignedRecording;
using test::Value;

namespace {

/// A file that can be read.
class ReadableFile final : public os::File {
 public:
  ReadableFile(std::unique_ptr<os::File> file, std::atomic<int>& writes) : file_(std::move(file)), writes_(writes) {}
  std::size_t read(std::span<std::byte> into) override { return file_->read(into); }
  std::size_t write(std::span<const std::byte>) override { return refuse(); }
  void seek(std::uint64_t position) override { file_->seek(position); }
  std::uint64_t position() const override { return file_->position(); }
  std::uint64_t size() const override { return file_->size(); }
  void allocate(std::uint64_t) override { (void)refuse(); }
  void sync_data() override { (void)refuse(); }
  void close() override { file_->close(); }
  const os::Path& path() const noexcept override { return file_->path(); }

 private:
  std::size_t refuse() {
    ++writes_;
    throw FileError(EROFS, path().string(), "this disk is only read");
  }
  std::unique_ptr<os::File> file_;
  std::atomic<int>& writes_;
};

/// Counts what would write, and keeps every path that was asked for.
class ReadOnlyDisk final : public os::FileSystem {
 public:
  std::unique_ptr<os::File> create(const os::Path& path) override {
    refuse(path);
    return nullptr;
  }
  std::unique_ptr<os::File> open_to_append(const os::Path& path) override {
    refuse(path);
    return nullptr;
  }
  std::unique_ptr<os::File> open(const os::Path& path) override {
    keep(path);
    return std::make_unique<ReadableFile>(real_.open(path), writes);
  }
  void make_folder(const os::Path& path) override { refuse(path); }
  void rename(const os::Path& from, const os::Path&) override { refuse(from); }
  void remove_file(const os::Path& path) override { refuse(path); }
  void remove_folder(const os::Path& path) override { refuse(path); }
  void sync_folder(const os::Path& path) override { refuse(path); }
  void make_read_only(const os::Path& path) override { refuse(path); }
  std::vector<os::Entry> list(const os::Path& folder) override {
    keep(folder);
    return real_.list(folder);
  }
  std::optional<os::Entry> status(const os::Path& path) override {
    keep(path);
    return real_.status(path);
  }
  std::uint64_t free_bytes(const os::Path& folder) override { return real_.free_bytes(folder); }

  std::atomic<int> writes{0};
  [[nodiscard]] std::set<os::Path> outside(const os::Path& bag) {
    const std::lock_guard lock(mutex_);
    std::set<os::Path> found;
    for (const auto& path : paths_) {
      const auto plain = path.lexically_normal();
      if (std::mismatch(bag.begin(), bag.end(), plain.begin(), plain.end()).first != bag.end()) found.insert(plain);
    }
    return found;
  }

 private:
  void keep(const os::Path& path) {
    const std::lock_guard lock(mutex_);
    paths_.insert(path);
  }
  void refuse(const os::Path& path) {
    ++writes;
    throw FileError(EROFS, path.string(), "this disk is only read");
  }
  os::FileSystem& real_ = os::posix_file_system();
  std::mutex mutex_;
  std::set<os::Path> paths_;
};

}  // namespace

TEST_CASE("reading: a recording is verified on a disk that is never written to, and nothing outside it is looked at") {
  const SignedRecording recording;
  ReadOnlyDisk disk;
  CHECK(verdict(verify(disk, recording.bag())) == Verdict::unchanged);
  CHECK(disk.writes == 0);
  CHECK(disk.outside(recording.bag()).empty());
  CHECK(verdict(verify(disk, recording.conversation())) == Verdict::unchanged);
  CHECK(disk.writes == 0);
  CHECK(disk.outside(recording.conversation()).empty());
}

TEST_CASE("reading: whatever path a recording names, nothing outside the bag is opened") {
  const SignedRecording recording;
  for (const char* path : {"/etc/passwd", "../elsewhere", "data/../../elsewhere", "data/./../../x", "data//x", "",
                           "data/", ".", "..", "data/audio-001.flac/../../../x"}) {
    CAPTURE(path);
    recording.restore();
    auto lines = recording.journal();
    for (auto& line : lines) {
      if (line.contains("file")) line["file"] = path;
    }
    lines.insert(lines.begin() + 1, Value{{"utc", lines[0]["utc"]},
                                          {"mono", lines[0]["mono"]},
                                          {"event", "import"},
                                          {"file", path},
                                          {"bytes", 1},
                                          {"sha256", std::string(64, '0')}});
    recording.write_journal(lines);
    recording.sign_anew();
    for (const char* manifest : {"manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
      recording.write(manifest, recording.read(manifest) + std::string(64, '0') + "  " + path + "\n");
    }
    ReadOnlyDisk disk;
    CHECK(verdict(verify(disk, recording.bag())) == Verdict::altered_or_missing);
    CHECK(disk.writes == 0);
    CHECK(disk.outside(recording.bag()).empty());
  }
}
