// SPDX-License-Identifier: MIT
//
// The only door to files and folders. Everything above works on these two interfaces, so that a test can put a
// failing, lying or powerless disk in their place; `posix_file_system()` is the real one.
//
// Paths: a symbolic link as the last component is never followed, and below a folder that is confined, none at all.
// Only regular files are opened, and nothing that would wait (a FIFO) or do something at being opened (a device) is
// touched. Files are made 0600, folders 0700.
// Errors: every function throws FileError (with errno and path) unless it is noexcept.
// Threads: a File belongs to one thread at a time; a FileSystem may be used from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "earwitness/base.hpp"
#include "os/descriptor.hpp"

namespace earwitness::os {

using Path = std::filesystem::path;

class File {
 public:
  /// Only cleans up: what must be known to have succeeded is closed by hand.
  virtual ~File() = default;
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Reads at the position, up to into.size() bytes; 0 at the end of the file.
  virtual std::size_t read(std::span<std::byte> into) = 0;
  /// Writes at the position; may be short, as write(2) may. Never 0 for a non-empty span.
  virtual std::size_t write(std::span<const std::byte> bytes) = 0;
  /// Sets the position, in bytes from the start.
  virtual void seek(std::uint64_t position) = 0;
  [[nodiscard]] virtual std::uint64_t position() const = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Takes room on the disk for the file's first `bytes` bytes, which read as zeros until they are written. Here by
  /// writing zeros from the position on.
  virtual void allocate(std::uint64_t bytes);
  /// fdatasync. After it threw, this file is not to be synced again: the kernel may have dropped the pages.
  virtual void sync_data() = 0;
  /// Closes; a second call does nothing.
  virtual void close() = 0;
  [[nodiscard]] virtual const Path& path() const noexcept = 0;
  /// For a process that is handed the open file; none of a file that is not the kernel's.
  [[nodiscard]] virtual Fd descriptor() const noexcept { return {}; }
};

enum class EntryKind { file, folder, link, other };

struct Entry {
  std::string name;  ///< without its folder
  EntryKind kind = EntryKind::file;
  std::uint64_t size = 0;  ///< bytes; only for a file
  bool exposed = false;    ///< its group or others may read, write or run it
  bool foreign = false;    ///< it belongs to another user
  bool shared = false;     ///< the same file has other names (hard links), which may be anywhere
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// A new, empty file open for reading and writing; EEXIST if the name is taken.
  virtual std::unique_ptr<File> create(const Path& path) = 0;
  /// An existing regular file, for reading.
  virtual std::unique_ptr<File> open(const Path& path) = 0;
  /// An existing regular file, for reading and writing, at its end. EMLINK where it has other names, too (hard links):
  /// they would change with it, wherever they are.
  virtual std::unique_ptr<File> open_to_append(const Path& path) = 0;
  /// EEXIST if the name is taken; the parent must be there.
  virtual void make_folder(const Path& path) = 0;
  virtual void rename(const Path& from, const Path& to) = 0;
  virtual void remove_file(const Path& path) = 0;
  virtual void remove_folder(const Path& path) = 0;
  /// Removes a folder with everything in it; ENOTDIR for what is none, a link to one as well. Never follows links, nor
  /// leaves the folder in any other way, whatever happens to its names meanwhile. Here by list() and its like.
  virtual void remove_tree(const Path& path);
  /// Makes names in the folder durable (fsync on it).
  virtual void sync_folder(const Path& path) = 0;
  /// 0400; a regular file alone.
  virtual void make_read_only(const Path& path) = 0;
  /// Without `.` and `..`, sorted by name. A folder that a person names may be a link to one; below a confined folder
  /// a link is none.
  virtual std::vector<Entry> list(const Path& folder) = 0;
  /// lstat; nothing if there is no such name. Nothing is behind a link that is not followed, as nothing is behind a
  /// file.
  virtual std::optional<Entry> status(const Path& path) = 0;
  /// What an ordinary user may still write there, in bytes.
  virtual std::uint64_t free_bytes(const Path& folder) = 0;
};

[[nodiscard]] FileSystem& posix_file_system();

/// What lies in this folder may be anyone's: from now on, for the rest of the process and for each of its threads, no
/// path below it leads through a link. The folder's own path may: people keep their archive behind one. It need not be
/// there yet.
void confine(const Path& root);
/// The real one, where the same holds of `root` for whoever uses this.
[[nodiscard]] std::unique_ptr<FileSystem> confined_file_system(const Path& root);

/// Writes all of it, however short each write is.
void write_all(File& file, std::span<const std::byte> bytes);
/// Fills `into` from the position on; false if the file ends before that.
[[nodiscard]] bool read_exactly(File& file, std::span<std::byte> into);
/// The whole file; throws Error(unknown_format) if it is larger than `limit`.
[[nodiscard]] std::string read_all(FileSystem& fs, const Path& path, std::uint64_t limit);
/// The same of a secret: no copy of it stays in memory but the one that is returned.
[[nodiscard]] base::SecretText read_secret_file(FileSystem& fs, const Path& path, std::uint64_t limit);
/// A new file with the content of another one, read piece by piece, synced and closed; its name is for the caller to
/// make durable. EEXIST if it is there; throws Error(unknown_format) as read_all() does, and may leave a part of it
/// then.
void copy_synced(FileSystem& fs, const Path& from, const Path& to, std::uint64_t limit);
/// A new file with this content, synced and closed, and its name made durable. EEXIST if it is there.
void write_new(FileSystem& fs, const Path& path, std::string_view content);
/// What becomes of a file that has the temporary's name already.
enum class Leftover {
  replaced,  ///< in a folder where the user alone writes, a crash left it
  kept       ///< anyone may have called something so: the temporary gets a name that nothing has
};
/// Replaces a small file: temporary beside it (`.new`), sync, rename, sync of the folder. Leaves nothing behind on
/// failure. What is no regular file is neither replaced nor taken for a leftover.
void replace(FileSystem& fs, const Path& path, std::string_view content, Leftover leftover = Leftover::replaced);
/// Makes every missing folder of the path; each new one's name is made durable.
void make_folders(FileSystem& fs, const Path& path);
/// Removes a folder with everything in it: FileSystem::remove_tree().
void remove_tree(FileSystem& fs, const Path& path);

}  // namespace earwitness::os
