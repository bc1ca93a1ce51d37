// SPDX-License-Identifier: MIT
#include "os/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "os/file_errors.hpp"
#include "os/place.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

Lock::Lock(int fd, Path path) noexcept : fd_(fd), path_(std::move(path)) {}

Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

Lock::Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

Lock& Lock::operator=(Lock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  return *this;
}

std::optional<Lock> Lock::acquire(const Path& path) {
  auto file = open_own_file(path, O_RDWR | O_CREAT);
  if (!file) throw file_error(errno, path, "open");
  Lock lock(file.release(), path);
  if (retry_interrupted([&] { return ::flock(lock.fd_, LOCK_EX | LOCK_NB); }) == 0) return lock;
  if (errno == EWOULDBLOCK) return std::nullopt;
  throw file_error(errno, path, "lock");
}

std::optional<std::string> Lock::holder(const Path& path) {
  const auto file = open_own_file(path, O_RDONLY);
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw file_error(errno, path, "open");
  }
  // A shared lock succeeds just where nobody holds the exclusive one; it ends with the close.
  if (retry_interrupted([&] { return ::flock(file.number(), LOCK_SH | LOCK_NB); }) == 0) return std::nullopt;
  std::array<char, 4096> content{};
  const auto attempt = [&] { return ::pread(file.number(), content.data(), content.size(), 0); };
  const ssize_t size = retry_interrupted(attempt);
  if (size < 0) throw file_error(errno, path, "read");
  return std::string(content.data(), static_cast<std::size_t>(size));
}

void Lock::set_content(std::string_view content) {
  if (retry_interrupted([&] { return ::ftruncate(fd_, 0); }) != 0) throw file_error(errno, path_, "write");
  const auto attempt = [&] { return ::pwrite(fd_, content.data(), content.size(), 0); };
  if (retry_interrupted(attempt) != static_cast<ssize_t>(content.size())) {
    throw file_error(errno, path_, "write");
  }
}

}  // namespace earwitness::os
