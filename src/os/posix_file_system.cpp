// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/translate.hpp"
#include "os/file_errors.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

namespace {

class PosixFile final : public File {
 public:
  /// Takes the descriptor.
  PosixFile(int fd, Path path) noexcept : fd_(fd), path_(std::move(path)) {}
  ~PosixFile() override;

  std::size_t read(std::span<std::byte> into) override;
  std::size_t write(std::span<const std::byte> bytes) override;
  void seek(std::uint64_t position) override;
  std::uint64_t position() const override { return position_; }
  std::uint64_t size() const override;
  void allocate(std::uint64_t bytes) override;
  void sync_data() override;
  void close() override;
  const Path& path() const noexcept override { return path_; }

 private:
  int fd_;
  Path path_;
  std::uint64_t position_ = 0;  // kept here, so that asking costs no system call
};

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

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::folder;
  if (S_ISLNK(mode)) return EntryKind::link;
  return EntryKind::other;
}

std::unique_ptr<File> open_regular(const Path& path, int access) {
  // O_NONBLOCK: a FIFO in the place of a file must not hold us up; it changes nothing for a regular one.
  const int fd = ::open(path.c_str(), access | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) throw file_error(errno, path, "open");
  auto file = std::make_unique<PosixFile>(fd, path);
  struct stat info {};
  if (::fstat(fd, &info) != 0) throw file_error(errno, path, "look at");
  if (!S_ISREG(info.st_mode)) throw file_error(S_ISDIR(info.st_mode) ? EISDIR : EINVAL, path, "open as a file");
  return file;
}

class PosixFileSystem final : public FileSystem {
 public:
  std::unique_ptr<File> create(const Path& path) override {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) throw file_error(errno, path, "make");
    return std::make_unique<PosixFile>(fd, path);
  }

  std::unique_ptr<File> open(const Path& path) override { return open_regular(path, O_RDONLY); }

  std::unique_ptr<File> open_to_append(const Path& path) override {
    auto file = open_regular(path, O_RDWR);
    file->seek(file->size());
    return file;
  }

  void make_folder(const Path& path) override {
    if (::mkdir(path.c_str(), 0700) != 0) throw file_error(errno, path, "make the folder");
  }

  void rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) throw file_error(errno, to, "rename to");
  }

  void remove_file(const Path& path) override {
    if (::unlink(path.c_str()) != 0) throw file_error(errno, path, "remove");
  }

  void remove_folder(const Path& path) override {
    if (::rmdir(path.c_str()) != 0) throw file_error(errno, path, "remove the folder");
  }

  void sync_folder(const Path& path) override {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) throw file_error(errno, path, "open the folder");
    PosixFile guard(fd, path);
    if (::fsync(fd) != 0) throw file_error(errno, path, "sync the folder");
  }

  void make_read_only(const Path& path) override {
    if (::chmod(path.c_str(), 0400) != 0) throw file_error(errno, path, "make read-only");
  }

  std::vector<Entry> list(const Path& folder) override {
    DIR* stream = ::opendir(folder.c_str());
    if (stream == nullptr) throw file_error(errno, folder, "look into");
    const std::unique_ptr<DIR, int (*)(DIR*)> guard(stream, &::closedir);
    std::vector<Entry> entries;
    for (;;) {
      errno = 0;
      const dirent* next = ::readdir(stream);
      if (next == nullptr) break;
      const std::string name = next->d_name;
      if (name == "." || name == "..") continue;
      if (auto entry = status(folder / name)) entries.push_back(std::move(*entry));
    }
    if (errno != 0) throw file_error(errno, folder, "look into");
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
  }

  std::optional<Entry> status(const Path& path) override {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      throw file_error(errno, path, "look at");
    }
    const auto kind = kind_of(info.st_mode);
    const auto size = kind == EntryKind::file ? static_cast<std::uint64_t>(info.st_size) : 0;
    static const uid_t own = ::geteuid();  // asked once: a list of ten thousand asks for as many files
    return Entry{path.filename().string(), kind, size, (info.st_mode & 077U) != 0, info.st_uid != own};
  }

  std::uint64_t free_bytes(const Path& folder) override {
    struct statvfs info {};
    if (::statvfs(folder.c_str(), &info) != 0) throw file_error(errno, folder, "look at the disk of");
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem fs;
  return fs;
}

}  // namespace earwitness::os
