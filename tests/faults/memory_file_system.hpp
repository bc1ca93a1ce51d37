// SPDX-License-Identifier: MIT
//
// A disk in memory that knows what a power cut would leave of it. Everything written is there for whoever reads, as in
// a kernel's page cache; what was synced is kept apart, per file its bytes and per folder its names. It is harsher than
// most real ones: a file that was synced is gone with its name until the folder was synced too.
//
// Faithful to POSIX where the program can tell: EEXIST, ENOENT, ENOTDIR, EISDIR, ENOTEMPTY, ENOSPC with a short write
// before it, open files that outlive their name, modes. Links are not made.
// Errors: FileError, as os::FileSystem says. Threads: any, one lock for all.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "os/file_system.hpp"
#include "tests/faults/random.hpp"

namespace earwitness::faults {

namespace memory {
struct Node;
struct NameChange;
}  // namespace memory

class MemoryFileSystem final : public os::FileSystem {
 public:
  static constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max() / 2;

  explicit MemoryFileSystem(std::uint64_t capacity_bytes = no_limit);
  ~MemoryFileSystem() override;

  std::unique_ptr<os::File> create(const os::Path& path) override;
  std::unique_ptr<os::File> open(const os::Path& path) override;
  std::unique_ptr<os::File> open_to_append(const os::Path& path) override;
  void make_folder(const os::Path& path) override;
  void rename(const os::Path& from, const os::Path& to) override;
  void remove_file(const os::Path& path) override;
  void remove_folder(const os::Path& path) override;
  void sync_folder(const os::Path& path) override;
  void make_read_only(const os::Path& path) override;
  std::vector<os::Entry> list(const os::Path& folder) override;
  std::optional<os::Entry> status(const os::Path& path) override;
  std::uint64_t free_bytes(const os::Path& folder) override;

  // What a test does to it.
  void set_capacity(std::uint64_t bytes);
  /// The `nth` sync from now, of a file or a folder, does not come to pass, and nothing after it: each fails with EIO.
  void cut_power_at_sync(std::uint64_t nth);
  void cut_power();
  /// Is called at that very moment.
  std::function<void()> on_power_cut;
  /// What a kernel does after a failed fdatasync: the written pages count as clean, and no later sync writes them.
  void lose_unsynced(const os::Path& path);

  // What a test asks.
  [[nodiscard]] bool powered() const;
  [[nodiscard]] std::uint64_t syncs() const;  ///< that came to pass
  [[nodiscard]] std::uint64_t used_bytes() const;
  [[nodiscard]] bool is_read_only(const os::Path& path) const;
  /// As sync(2) of the names alone: what nobody asks of a power cut any more need not be kept apart.
  void sync_all_names();
  /// Bytes that were synced and then written over, or whose file was removed or replaced.
  struct Touched {
    std::string path;
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    bool removed = false;
  };
  [[nodiscard]] std::vector<Touched> touched() const;
  /// Every file and folder below, as path, mode and content: two of them are equal if nothing was changed.
  [[nodiscard]] std::map<std::string, std::string> snapshot(const os::Path& folder) const;
  /// The disk after the power came back: what was synced, and of all else what chance has kept: each write as it was,
  /// not at all, torn, as zeros or as other bytes; each name there or not.
  [[nodiscard]] std::unique_ptr<MemoryFileSystem> after_power_cut(Random& random) const;

 private:
  friend class MemoryFile;
  using NodePtr = std::shared_ptr<memory::Node>;
  struct Place {
    NodePtr folder;
    std::string name;
    NodePtr node;  // null where there is no such name
  };
  [[nodiscard]] Place find(const os::Path& path, const char* doing) const;
  [[nodiscard]] NodePtr existing_file(const os::Path& path) const;
  [[nodiscard]] NodePtr existing(const os::Path& path, const char* doing) const;
  void require_power(const os::Path& path, const char* doing) const;
  void begin_sync(const os::Path& path);
  void change_names(memory::NameChange change);
  void note_removal(const os::Path& path, const memory::Node& node);
  std::size_t write(memory::Node& node, const os::Path& path, std::uint64_t at, std::span<const std::byte> bytes);
  void sync(memory::Node& node, const os::Path& path);

  mutable std::recursive_mutex mutex_;
  NodePtr root_;
  std::vector<memory::NameChange> unsynced_names_;
  std::vector<Touched> touched_;
  std::uint64_t capacity_;
  std::uint64_t used_ = 0;
  std::uint64_t syncs_ = 0;
  std::uint64_t cut_after_ = 0;  // syncs; 0: never
  bool powered_ = true;
};

}  // namespace earwitness::faults
