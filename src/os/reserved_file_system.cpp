// SPDX-License-Identifier: MIT
#include "os/reserved_file_system.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

namespace earwitness::os {

namespace {

bool is_full(const FileError& error) noexcept { return error.code() == ENOSPC || error.code() == EDQUOT; }

}  // namespace

std::optional<std::uint64_t> file_size_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
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
  if (!there_) return false;
  there_ = false;
  try {
    inner_.remove_file(reserve_.path);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace earwitness::os
