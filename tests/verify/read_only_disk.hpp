// SPDX-License-Identifier: MIT
//
// The real disk, of which only reading is left.
#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::test {

/// A file that can be read.
class ReadableFile final : public os::File {
 public:
  ReadableFile(std::unique_ptr<os::File> file, std::atomic<int>& writes, std::atomic<std::uint64_t>& bytes_read)
      : file_(std::move(file)), writes_(writes), bytes_read_(bytes_read) {}
  std::size_t read(std::span<std::byte> into) override {
    const auto got = file_->read(into);
    bytes_read_ += got;
    return got;
  }
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
  std::atomic<std::uint64_t>& bytes_read_;
};

/// Counts what would write and what was read, and keeps every path that was asked for.
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
    return std::make_unique<ReadableFile>(real_.open(path), writes, bytes_read);
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
  std::atomic<std::uint64_t> bytes_read{0};
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

}  // namespace earwitness::test
