// SPDX-License-Identifier: MIT
//
// A folder where something is made that counts only when it is whole: a recovered bag, an excerpt, an export. It gets
// its name at the end, and is gone if that does not come to pass. What an interrupted attempt left is replaced, so
// whoever makes one holds a lock. One thread. Throws FileError.
#pragma once

#include <string>

#include "os/file_system.hpp"

namespace earwitness::archive {

class WorkFolder {
 public:
  /// `parent/name`, empty.
  WorkFolder(os::FileSystem& fs, os::Path parent, const std::string& name);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] const os::Path& path() const noexcept { return path_; }
  /// Gives it the name `to` in the same parent, durably.
  void commit(const os::Path& to);
  /// Leaves it where it is: somebody else answers for it from now on.
  void keep() noexcept { committed_ = true; }

 private:
  void remove();

  os::FileSystem& fs_;
  os::Path parent_;
  os::Path path_;
  bool committed_ = false;
};

}  // namespace earwitness::archive
