// SPDX-License-Identifier: MIT
#include "os/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "os/file_errors.hpp"

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
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) throw file_error(errno, path, "open");
  Lock lock(fd, path);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) return std::nullopt;
  throw file_error(errno, path, "lock");
}

std::optional<std::string> Lock::holder(const Path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw file_error(errno, path, "open");
  }
  const Lock reader(fd, path);
  // A shared lock succeeds just where nobody holds the exclusive one; it ends with the close.
  if (::flock(fd, LOCK_SH | LOCK_NB) == 0) return std::nullopt;
  std::array<char, 4096> content{};
  const ssize_t size = ::pread(fd, content.data(), content.size(), 0);
  if (size < 0) throw file_error(errno, path, "read");
  return std::string(content.data(), static_cast<std::size_t>(size));
}

void Lock::set_content(std::string_view content) {
  if (::ftruncate(fd_, 0) != 0) throw file_error(errno, path_, "write");
  if (::pwrite(fd_, content.data(), content.size(), 0) != static_cast<ssize_t>(content.size())) {
    throw file_error(errno, path_, "write");
  }
}

}  // namespace earwitness::os
