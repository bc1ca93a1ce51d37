// SPDX-License-Identifier: MIT
#include "os/posix_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/translate.hpp"
#include "os/file_errors.hpp"

namespace earwitness::os {

PosixFile::~PosixFile() {
  if (fd_ >= 0) ::close(fd_);
}

std::size_t PosixFile::read(std::span<std::byte> into) {
  for (;;) {
    const ssize_t got = ::pread(fd_, into.data(), into.size(), static_cast<off_t>(position_));
    if (got >= 0) {
      position_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) throw file_error(errno, path_, "read");
  }
}

std::size_t PosixFile::write(std::span<const std::byte> bytes) {
  for (;;) {
    const ssize_t put = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(position_));
    if (put > 0 || (put == 0 && bytes.empty())) {
      position_ += static_cast<std::uint64_t>(put);
      return static_cast<std::size_t>(put);
    }
    if (put == 0) throw file_error(EIO, path_, "write");
    if (errno != EINTR) throw file_error(errno, path_, "write");
  }
}

void PosixFile::seek(std::uint64_t position) { position_ = position; }

std::uint64_t PosixFile::size() const {
  struct stat info {};
  if (::fstat(fd_, &info) != 0) throw file_error(errno, path_, "look at");
  return static_cast<std::uint64_t>(info.st_size);
}

void PosixFile::allocate(std::uint64_t bytes) {
  int code = EINTR;
  while (code == EINTR) code = ::posix_fallocate(fd_, 0, static_cast<off_t>(bytes));
  if (code != 0) throw file_error(code, path_, "set aside room in");
}

void PosixFile::sync_data() {
  // Not retried: after a failure the kernel may have marked the lost pages clean, and a second call would lie.
  if (::fdatasync(fd_) != 0) throw file_error(errno, path_, "sync");
}

void PosixFile::close() {
  if (fd_ < 0) return;
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0 && errno != EINTR) throw file_error(errno, path_, "close");
}

}  // namespace earwitness::os
