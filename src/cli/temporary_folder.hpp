// SPDX-License-Identifier: MIT
//
// A folder that is gone when it ends, however it ends: for a recording that nobody keeps. One thread.
#pragma once

#include <string>

#include "os/file_system.hpp"
#include "os/left_behind.hpp"
#include "os/random.hpp"

namespace earwitness::cli {

class TemporaryFolder {
 public:
  /// Makes it in `parent`, under a name that begins so.
  TemporaryFolder(os::FileSystem& fs, const os::Path& parent, const std::string& begins)
      : fs_(fs), path_(parent / (begins + os::random_hex(8))) {
    fs_.make_folder(path_);
  }
  ~TemporaryFolder() {
    (void)os::remove_or_tell(path_, [this] { os::remove_tree(fs_, path_); });
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const os::Path& path() const noexcept { return path_; }

 private:
  os::FileSystem& fs_;
  os::Path path_;
};

}  // namespace earwitness::cli
