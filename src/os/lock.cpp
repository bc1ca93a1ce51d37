// SPDX-License-Identifier: MIT
#include "os/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "os/file_errors.hpp"
#include "os/place.hpp"
#include "os/refused.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

namespace {

bool is_no_lock(int code) noexcept { return is_refusal(code) || code == ENOLCK; }

/// FNV-1a: two archives of one user must not share a name, and nobody chooses paths to make them.
std::uint64_t print_of(std::string_view text) noexcept {
  std::uint64_t print = 0xCBF29CE484222325;
  for (const char c : text) print = (print ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return print;
}

/// A socket that holds the name of this path; none, with EADDRINUSE, where another process does.
Descriptor hold_name(const Path& path) {
  std::error_code unseen;
  const auto canonical = std::filesystem::weakly_canonical(path, unseen);
  const auto name =
      fmt::format("earwitness-lock-{}-{:016x}", ::geteuid(), print_of((unseen ? path : canonical).string()));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());  // a first byte of zero: no file
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (socket && ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), size) == 0) return socket;
  return {};
}

}  // namespace

Lock::Lock(int fd, Path path) noexcept : fd_(fd), path_(std::move(path)) {}

Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

Lock::Lock(Lock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), name_(std::move(other.name_)), path_(std::move(other.path_)) {}

Lock& Lock::operator=(Lock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(name_, other.name_);
  std::swap(path_, other.path_);
  return *this;
}

std::optional<Lock> Lock::acquire(const Path& path) { return acquire_as(path, LOCK_EX); }
std::optional<Lock> Lock::acquire_shared(const Path& path) { return acquire_as(path, LOCK_SH); }

std::optional<Lock> Lock::acquire_as(const Path& path, int how) {
  auto file = open_own_file(path, O_RDWR | O_CREAT);
  if (!file) throw file_error(errno, path, "open");
  Lock lock(file.release(), path);
  if (retry_interrupted([&] { return ::flock(lock.fd_, how | LOCK_NB); }) == 0) return lock;
  const int why = errno;
  if (why == EWOULDBLOCK) return std::nullopt;
  if (how == LOCK_SH || !is_no_lock(why)) throw file_error(why, path, "lock");
  lock.name_ = hold_name(path);
  if (!lock.name_ && errno == EADDRINUSE) return std::nullopt;
  if (!lock.name_) throw file_error(why, path, "lock");
  note_refusal(Nicety::lock, path, why);
  return lock;
}

std::optional<Lock> Lock::acquire_to_read(const Path& path) try {
  return acquire(path);
} catch (const FileError& error) {
  if (error.code() != EROFS) throw;
  Lock lock(-1, path);
  lock.name_ = hold_name(path);
  if (!lock.name_ && errno == EADDRINUSE) return std::nullopt;
  return lock;  // without a name: nothing there changes
}

std::optional<std::string> Lock::holder(const Path& path) {
  const auto file = open_own_file(path, O_RDONLY);
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw file_error(errno, path, "open");
  }
  // A shared lock succeeds just where nobody holds the exclusive one; it ends with the close.
  if (retry_interrupted([&] { return ::flock(file.number(), LOCK_SH | LOCK_NB); }) == 0) return std::nullopt;
  if (is_no_lock(errno) && hold_name(path)) return std::nullopt;
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
