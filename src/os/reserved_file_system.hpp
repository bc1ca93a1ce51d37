// SPDX-License-Identifier: MIT
//
// Room that was set aside beforehand pays for what must still be written once a disk is full. While a reserve file lies
// there, a write that finds no room (ENOSPC, EDQUOT) frees it and is done again; who writes looks at `full()` and comes
// to an end. A file that comes near the size that this process may write (RLIMIT_FSIZE) counts as full too, while it
// still takes what is needed to finish it.
//
// Any thread; the inner file system outlives it. Errors as in FileSystem.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

/// The largest file that this process may write; nothing: no limit. What is beyond fails with EFBIG.
[[nodiscard]] std::optional<std::uint64_t> file_size_limit() noexcept;

/// The largest file that the file system of this folder takes, where that is little (FAT: 4 GiB less a byte).
[[nodiscard]] std::optional<std::uint64_t> max_file_bytes_in(const Path& folder) noexcept;

class ReservedFileSystem final : public FileSystem {
 public:
  struct Reserve {
    Path path;                                ///< a new file
    std::uint64_t bytes = 0;                  ///< what finishing may cost
    std::optional<std::uint64_t> size_limit;  ///< of one file
  };
  /// Sets the room aside. Throws FileError where there is not that much; a disk that refuses to is used without.
  ReservedFileSystem(FileSystem& inner, Reserve reserve);
  /// Gives back the room, as release() does.
  ~ReservedFileSystem() override;

  /// True once a write needed the reserve, or came near the size limit.
  [[nodiscard]] bool full() const noexcept { return full_.load(std::memory_order_acquire); }
  /// The limit that a file came near, if that is why.
  [[nodiscard]] std::optional<std::uint64_t> limit_met() const noexcept {
    return at_limit_.load(std::memory_order_acquire) ? reserve_.size_limit : std::nullopt;
  }
  /// Gives back the room; false if there was none left. What fails leaves the reserve file there, which is in nobody's
  /// way, and told (left_behind.hpp).
  bool release() noexcept;

  std::unique_ptr<File> create(const Path& path) override;
  std::unique_ptr<File> open(const Path& path) override { return inner_.open(path); }
  std::unique_ptr<File> open_to_append(const Path& path) override;
  void make_folder(const Path& path) override;
  void rename(const Path& from, const Path& to) override;
  void remove_file(const Path& path) override { inner_.remove_file(path); }
  void remove_folder(const Path& path) override { inner_.remove_folder(path); }
  void remove_tree(const Path& path) override { inner_.remove_tree(path); }
  void sync_folder(const Path& path) override { inner_.sync_folder(path); }
  void make_read_only(const Path& path) override { inner_.make_read_only(path); }
  std::vector<Entry> list(const Path& folder) override { return inner_.list(folder); }
  std::optional<Entry> status(const Path& path) override { return inner_.status(path); }
  std::uint64_t free_bytes(const Path& folder) override { return inner_.free_bytes(folder); }

 private:
  class ReservedFile;
  template <typename Call>
  auto with_reserve(Call call);
  void near_limit(std::uint64_t size) noexcept;
  [[nodiscard]] bool free_for_full() noexcept;

  FileSystem& inner_;
  Reserve reserve_;
  std::atomic<bool> full_{false};
  std::atomic<bool> at_limit_{false};
  std::mutex mutex_;
  bool there_ = false;
  std::vector<Descriptor> inodes_;  ///< files without a name: a disk may have room left, and none for another file
};

}  // namespace earwitness::os
