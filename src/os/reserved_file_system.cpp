// SPDX-License-Identifier: MIT
#include "os/reserved_file_system.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>

#include "os/left_behind.hpp"

namespace earwitness::os {

namespace {

/// As many files as a recording needs to be sealed, and before that to be one at all.
constexpr fsblkcnt_t files_at_the_end = 10;
constexpr fsblkcnt_t files_before = 7;

/// As many as there are to spare, where the file system has such files.
std::vector<Descriptor> set_inodes_aside(const Path& folder) {
  std::vector<Descriptor> inodes;
  struct statvfs info {};
  auto most = files_at_the_end;
  if (::statvfs(folder.c_str(), &info) == 0 && info.f_files > 0) {
    most = std::min<fsblkcnt_t>(most, info.f_favail - std::min<fsblkcnt_t>(info.f_favail, files_before));
  }
  while (inodes.size() < most) {
    Descriptor unnamed(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!unnamed) break;
    inodes.push_back(std::move(unnamed));
  }
  return inodes;
}

bool is_full(const FileError& error) noexcept { return error.code() == ENOSPC || error.code() == EDQUOT; }

}  // namespace

std::optional<std::uint64_t> file_size_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

std::optional<std::uint64_t> max_file_bytes_in(const Path& folder) noexcept {
  constexpr decltype(statfs::f_type) fat = 0x4D44;
  struct statfs info {};
  if (::statfs(folder.c_str(), &info) != 0 || info.f_type != fat) return std::nullopt;
  return 0xFFFF'FFFF;
}

template <typename Call>
auto ReservedFileSystem::with_reserve(Call call) {
  try {
    return call();
  } catch (const FileError& error) {
    if (!is_full(error) || !free_for_full()) throw;
  }
  return call();
}

class ReservedFileSystem::ReservedFile final : public File {
 public:
  ReservedFile(ReservedFileSystem& fs, std::unique_ptr<File> inner) : fs_(fs), inner_(std::move(inner)) {}

  std::size_t read(std::span<std::byte> into) override { return inner_->read(into); }
  std::size_t write(std::span<const std::byte> bytes) override {
    fs_.near_limit(inner_->position() + bytes.size());
    const auto at = inner_->position();
    return fs_.with_reserve([&] {
      inner_->seek(at);  // a part may have been written before it failed
      return inner_->write(bytes);
    });
  }
  void seek(std::uint64_t position) override { inner_->seek(position); }
  std::uint64_t position() const override { return inner_->position(); }
  std::uint64_t size() const override { return inner_->size(); }
  void allocate(std::uint64_t bytes) override { inner_->allocate(bytes); }
  void sync_data() override { inner_->sync_data(); }
  void close() override { inner_->close(); }
  const Path& path() const noexcept override { return inner_->path(); }

 private:
  ReservedFileSystem& fs_;
  std::unique_ptr<File> inner_;
};

ReservedFileSystem::ReservedFileSystem(FileSystem& inner, Reserve reserve)
    : inner_(inner), reserve_(std::move(reserve)) {
  auto file = inner_.create(reserve_.path);
  there_ = true;
  try {
    file->allocate(std::min(reserve_.bytes, reserve_.size_limit.value_or(reserve_.bytes)));
    file->close();
  } catch (const FileError& error) {
    release();
    if (is_full(error)) throw;  // else there is room, and a disk that sets none of it aside
  } catch (...) {
    release();
    throw;
  }
  inodes_ = set_inodes_aside(reserve_.path.parent_path());
}

ReservedFileSystem::~ReservedFileSystem() { release(); }

std::unique_ptr<File> ReservedFileSystem::create(const Path& path) {
  return with_reserve([&] { return std::make_unique<ReservedFile>(*this, inner_.create(path)); });
}

std::unique_ptr<File> ReservedFileSystem::open_to_append(const Path& path) {
  return std::make_unique<ReservedFile>(*this, inner_.open_to_append(path));
}

void ReservedFileSystem::make_folder(const Path& path) {
  with_reserve([&] { inner_.make_folder(path); });
}

void ReservedFileSystem::rename(const Path& from, const Path& to) {
  with_reserve([&] { inner_.rename(from, to); });
}

/// Half of what is set aside stays free in the file for its end.
void ReservedFileSystem::near_limit(std::uint64_t size) noexcept {
  if (!reserve_.size_limit) return;
  const auto limit = *reserve_.size_limit;
  if (size <= limit - std::min(limit / 2, reserve_.bytes / 2)) return;
  at_limit_.store(true, std::memory_order_release);
  full_.store(true, std::memory_order_release);
}

bool ReservedFileSystem::free_for_full() noexcept {
  full_.store(true, std::memory_order_release);
  return release();
}

bool ReservedFileSystem::release() noexcept {
  const std::lock_guard lock(mutex_);
  const bool had_inodes = !inodes_.empty();
  inodes_.clear();
  if (!there_) return had_inodes;
  there_ = false;
  return remove_or_tell(reserve_.path, [this] { inner_.remove_file(reserve_.path); });
}

}  // namespace earwitness::os
