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
#include "os/place.hpp"
#include "os/random.hpp"
#include "os/refused.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

namespace {

void require_regular(mode_t mode, const Path& path) {
  if (S_ISREG(mode)) return;
  if (S_ISLNK(mode)) throw file_error(ELOOP, path, "open");
  if (S_ISDIR(mode)) throw file_error(EISDIR, path, "open as a file");
  throw not_a_file(path);
}

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
  Fd descriptor() const noexcept override { return Fd{fd_}; }

  void check_kind() const;
  [[nodiscard]] bool has_other_names() const;
  void make_read_only();

 private:
  [[nodiscard]] struct stat info() const;

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

struct stat PosixFile::info() const {
  struct stat info {};
  if (::fstat(fd_, &info) != 0) throw file_error(errno, path_, "look at");
  return info;
}

std::uint64_t PosixFile::size() const { return static_cast<std::uint64_t>(info().st_size); }

bool PosixFile::has_other_names() const { return info().st_nlink > 1; }

void PosixFile::check_kind() const { require_regular(info().st_mode, path_); }

void PosixFile::make_read_only() {
  if (retry_interrupted([&] { return ::fchmod(fd_, 0400); }) == 0) return;
  if (!is_refusal(errno)) throw file_error(errno, path_, "make read-only");
  note_refusal(Nicety::read_only, path_, errno);
}

void PosixFile::allocate(std::uint64_t bytes) {
  int code = EINTR;
  while (code == EINTR) code = ::posix_fallocate(fd_, 0, static_cast<off_t>(bytes));
  if (code == 0) return;
  if (!is_refusal(code)) throw file_error(code, path_, "set aside room in");
  File::allocate(bytes);  // zeros are room, too, where a disk does not leave them out
}

void PosixFile::sync_data() {
  // After any failure but an interruption the kernel may have marked the lost pages clean, and a second call would lie.
  if (retry_interrupted([&] { return ::fdatasync(fd_); }) != 0) throw file_error(errno, path_, "sync");
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

/// What is looked at and not opened: to open a FIFO may wait, and to open a device may do something.
struct stat look_at(const Place& place, const Path& path, const char* doing) {
  struct stat info {};
  if (::fstatat(place.folder(), place.name(), &info, AT_SYMLINK_NOFOLLOW) != 0) throw file_error(errno, path, doing);
  return info;
}

Entry entry_of(std::string name, const struct stat& info) {
  const auto kind = kind_of(info.st_mode);
  const auto size = kind == EntryKind::file ? static_cast<std::uint64_t>(info.st_size) : 0;
  static const uid_t own = ::geteuid();  // asked once: a list of ten thousand asks for as many files
  return Entry{std::move(name),
               kind,
               size,
               (info.st_mode & 077U) != 0,
               info.st_uid != own,
               kind == EntryKind::file && info.st_nlink > 1};
}

/// The names in an open folder.
class Names {
 public:
  /// A descriptor that may be read; takes it.
  Names(Descriptor folder, const Path& path) : path_(path), stream_(::fdopendir(folder.number()), &::closedir) {
    if (!stream_) throw file_error(errno, path, "look into");
    (void)folder.release();  // the stream's from now on
  }
  [[nodiscard]] int folder() const noexcept { return ::dirfd(stream_.get()); }
  struct Name {
    std::string text;
    bool is_folder;  ///< as the folder itself says; it need not say it of any
  };
  /// All that there are now.
  [[nodiscard]] std::vector<Name> read() {
    ::rewinddir(stream_.get());
    std::vector<Name> names;
    for (;;) {
      errno = 0;
      const dirent* found = ::readdir(stream_.get());
      if (found == nullptr && errno != 0) throw file_error(errno, path_, "look into");
      if (found == nullptr) return names;
      std::string name = found->d_name;
      if (name != "." && name != "..") names.push_back({std::move(name), found->d_type == DT_DIR});
    }
  }

 private:
  const Path& path_;
  std::unique_ptr<DIR, int (*)(DIR*)> stream_;
};

/// Removes a tree by names in folders that it holds open, so that it stays inside whatever becomes of the paths.
class TreeRemoval {
 public:
  /// `folder` is open, and the tree's topmost one.
  TreeRemoval(Descriptor folder, const Path& path) : path_(path), top_(folder.number()) { empty(std::move(folder), 0); }

 private:
  static constexpr int max_open = 64;  // each level holds a descriptor

  void empty(Descriptor folder, int level) {
    Names names(std::move(folder), path_);
    // What was too deep lies in the topmost one then, so that is looked through once more.
    do {
      if (level == 0) has_moved_ = false;
      for (const auto& name : names.read()) remove(names.folder(), name.text, level);
    } while (level == 0 && has_moved_);
  }

  void remove(int folder, const std::string& name, int level) {
    if (retry_interrupted([&] { return ::unlinkat(folder, name.c_str(), 0); }) == 0) return;
    struct stat info {};
    const int why = errno;  // EISDIR, or EPERM on other systems than Linux
    if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(info.st_mode)) fail(why, name);
    if (level >= max_open) return move_up(folder, name);
    auto inner = open_beneath(folder, name, O_RDONLY | O_DIRECTORY, Beneath::same_disk);
    if (!inner) fail(errno, name);
    empty(std::move(inner), level + 1);
    if (retry_interrupted([&] { return ::unlinkat(folder, name.c_str(), AT_REMOVEDIR); }) != 0) fail(errno, name);
  }

  void move_up(int folder, const std::string& name) {
    const auto to = ".deep-" + random_hex(16);
    if (retry_interrupted([&] { return ::renameat(folder, name.c_str(), top_, to.c_str()); }) != 0) fail(errno, name);
    has_moved_ = true;
  }

  [[noreturn]] void fail(int code, const std::string& name) const { throw file_error(code, path_ / name, "remove"); }

  const Path& path_;
  int top_;
  bool has_moved_ = false;
};

class PosixFileSystem final : public FileSystem {
 public:
  PosixFileSystem() = default;
  explicit PosixFileSystem(const Path& root) : more_(std::make_unique<Confines>()) { more_->add(root); }

  std::unique_ptr<File> create(const Path& path) override {
    const auto place = find(path, N_("make"));
    constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    const int fd = retry_interrupted([&] { return ::openat(place.folder(), place.name(), flags, 0600); });
    if (fd < 0) throw file_error(errno, path, "make");
    return std::make_unique<PosixFile>(fd, path);
  }

  std::unique_ptr<File> open(const Path& path) override { return open_regular(path, O_RDONLY); }

  std::unique_ptr<File> open_to_append(const Path& path) override {
    auto file = open_regular(path, O_RDWR);
    if (file->has_other_names()) throw os::has_other_names(path);
    file->seek(file->size());
    return file;
  }

  void make_folder(const Path& path) override {
    const auto place = find(path, N_("make the folder"));
    if (retry_interrupted([&] { return ::mkdirat(place.folder(), place.name(), 0700); }) != 0) {
      throw file_error(errno, path, "make the folder");
    }
  }

  void rename(const Path& from, const Path& to) override {
    const auto old_place = find(from, N_("rename to"));
    const auto place = find(to, N_("rename to"));
    const auto attempt = [&] { return ::renameat(old_place.folder(), old_place.name(), place.folder(), place.name()); };
    if (retry_interrupted(attempt) != 0) {
      throw file_error(errno, to, "rename to");
    }
  }

  void remove_file(const Path& path) override { unlink(path, 0, N_("remove")); }

  void remove_folder(const Path& path) override { unlink(path, AT_REMOVEDIR, N_("remove the folder")); }

  void remove_tree(const Path& path) override {
    const auto place = find(path, N_("remove the folder"));
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    Descriptor folder(retry_interrupted([&] { return ::openat(place.folder(), place.name(), flags); }));
    if (!folder) throw file_error(errno, path, "remove the folder");
    TreeRemoval(std::move(folder), path);
    if (retry_interrupted([&] { return ::unlinkat(place.folder(), place.name(), AT_REMOVEDIR); }) != 0) {
      throw file_error(errno, path, "remove the folder");
    }
  }

  void sync_folder(const Path& path) override {
    const auto folder = open_folder(path, N_("open the folder"));
    if (retry_interrupted([&] { return ::fsync(folder.number()); }) == 0) return;
    if (!is_refusal(errno)) throw file_error(errno, path, "sync the folder");
    note_refusal(Nicety::sync_folder, path / ".", errno);
  }

  void make_read_only(const Path& path) override {
    const auto file = open_regular(path, O_RDONLY, N_("make read-only"));
    file->make_read_only();
  }

  std::vector<Entry> list(const Path& folder) override {
    Names names(open_folder(folder, N_("look into")), folder);
    std::vector<Entry> entries;
    for (auto& [name, is_folder] : names.read()) {
      // An archive is a folder with thousands of folders, and of a folder in a list nobody asks for more than its name.
      if (is_folder) {
        entries.push_back({std::move(name), EntryKind::folder});
        continue;
      }
      struct stat info {};
      if (::fstatat(names.folder(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) continue;  // it went meanwhile
        throw file_error(errno, folder / name, "look at");
      }
      entries.push_back(entry_of(std::move(name), info));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
  }

  std::optional<Entry> status(const Path& path) override {
    struct stat info {};
    const auto place = Place::find(path, more_.get());
    if (!place || ::fstatat(place->folder(), place->name(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return std::nullopt;
      throw file_error(errno, path, "look at");
    }
    return entry_of(path.filename().string(), info);
  }

  std::uint64_t free_bytes(const Path& folder) override {
    const auto opened = open_folder(folder, N_("look at the disk of"), O_PATH);
    struct statvfs info {};
    if (retry_interrupted([&] { return ::fstatvfs(opened.number(), &info); }) != 0)
      throw file_error(errno, folder, "look at the disk of");
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
  }

 private:
  [[nodiscard]] Place find(const Path& path, const char* doing) const {
    auto place = Place::find(path, more_.get());
    if (!place) throw file_error(errno, path, doing);
    return std::move(*place);
  }

  [[nodiscard]] Descriptor open_folder(const Path& path, const char* doing, int access = O_RDONLY) const {
    const auto place = find(path, doing);
    const int flags = access | O_DIRECTORY | O_CLOEXEC | place.folder_flags();
    Descriptor folder(retry_interrupted([&] { return ::openat(place.folder(), place.name(), flags); }));
    if (!folder) throw file_error(errno, path, doing);
    return folder;
  }

  static constexpr const char* opening = N_("open");

  [[nodiscard]] std::unique_ptr<PosixFile> open_regular(const Path& path, int access,
                                                        const char* doing = opening) const {
    const auto place = find(path, doing);
    require_regular(look_at(place, path, doing).st_mode, path);
    // O_NONBLOCK: what is put in its place just now must not hold us up; it changes nothing for a regular file.
    const int flags = access | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    const int fd = retry_interrupted([&] { return ::openat(place.folder(), place.name(), flags); });
    if (fd < 0) throw file_error(errno, path, doing);
    auto file = std::make_unique<PosixFile>(fd, path);
    file->check_kind();
    return file;
  }

  void unlink(const Path& path, int flags, const char* doing) const {
    const auto place = find(path, doing);
    if (retry_interrupted([&] { return ::unlinkat(place.folder(), place.name(), flags); }) != 0) {
      throw file_error(errno, path, doing);
    }
  }

  std::unique_ptr<Confines> more_;  ///< none: those of the process alone
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem fs;
  return fs;
}

std::unique_ptr<FileSystem> confined_file_system(const Path& root) { return std::make_unique<PosixFileSystem>(root); }

}  // namespace earwitness::os
