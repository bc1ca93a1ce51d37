// SPDX-License-Identifier: MIT
//
// A lock that ends with its holder, whatever happens to it (flock). The file's content tells others who holds it.
// Where the disk refuses to lock, a name in the kernel stands in for it (a socket without a file), which other
// computers and containers do not see; that is noted (refused.hpp).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

class Lock {
 public:
  /// Nothing if another process holds it. Makes the file (0600) where needed. Throws FileError, also for what is no
  /// regular file, or has other names: nothing but a file of its own is ever written to.
  [[nodiscard]] static std::optional<Lock> acquire(const Path& path);
  /// The same, beside others that have it in this way: nothing if another process holds it alone.
  [[nodiscard]] static std::optional<Lock> acquire_shared(const Path& path);
  /// The same for who may only read: on a disk that can't be written, where nobody else can change anything either, the
  /// name alone is held.
  [[nodiscard]] static std::optional<Lock> acquire_to_read(const Path& path);
  /// Who holds it: the file's content (at most 4096 bytes); nothing if nobody does or there is no such file.
  /// Throws as acquire() does, and never waits.
  [[nodiscard]] static std::optional<std::string> holder(const Path& path);

  ~Lock();
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&& other) noexcept;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  /// Replaces what others read while it is held.
  void set_content(std::string_view content);

 private:
  [[nodiscard]] static std::optional<Lock> acquire_as(const Path& path, int how);
  Lock(int fd, Path path) noexcept;
  int fd_;
  Descriptor name_;  ///< none: the file itself is locked
  Path path_;
};

}  // namespace earwitness::os
