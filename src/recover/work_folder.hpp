// SPDX-License-Identifier: MIT
//
// `recovered.new/`, where a recovered bag is made; it gets its name when it is whole and sealed, and is gone if that
// does not come to pass. What an interrupted attempt left is replaced. One thread. Throws FileError.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::recover_detail {

class WorkFolder {
 public:
  WorkFolder(os::FileSystem& fs, os::Path conversation);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] const os::Path& bag() const noexcept { return bag_; }
  /// Gives it the name `to`, durably.
  void commit(const os::Path& to);

 private:
  void remove();

  os::FileSystem& fs_;
  os::Path conversation_;
  os::Path bag_;
  bool committed_ = false;
};

}  // namespace earwitness::recover_detail
