// SPDX-License-Identifier: MIT
//
// Whether a disk answers at all. A network's that is gone, or a program's that hangs (FUSE), keeps whoever asks for as
// long as it likes, and may not even let a process go that is killed meanwhile. So a child is sent to ask, and left
// behind where it does not come back. One thread.
#pragma once

#include <chrono>

#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

/// Whether anything is mounted that may hang so: only then there is a reason to ask.
[[nodiscard]] bool any_disk_may_hang() noexcept;

class DiskQuestion {
 public:
  /// The child looks at what is there of `path`, as any use of it does first: what it is, its file system, its names.
  explicit DiskQuestion(const Path& path) noexcept;
  ~DiskQuestion();
  DiskQuestion(const DiskQuestion&) = delete;
  DiskQuestion& operator=(const DiskQuestion&) = delete;

  /// True once it is answered, whatever the answer is, an error too; and where no child could be had.
  [[nodiscard]] bool wait(std::chrono::milliseconds timeout) noexcept;

 private:
  int child_ = -1;
  Descriptor pipe_;  // closed at the other end when the child is done
};

}  // namespace earwitness::os
