// SPDX-License-Identifier: MIT
//
// The recording's own log, which lies on its disk: written by a thread of its own, so that a disk that hangs holds up
// nobody who says something. Lines are kept meanwhile, up to a limit, and what is beyond it is dropped. What the
// libraries write to descriptor 2 goes to the same file by itself.
//
// One at a time. The constructor throws FileError. The destructor waits a second at the most for what is left.
#pragma once

#include <memory>
#include <optional>

#include "desktop/worker.hpp"
#include "os/file_system.hpp"

namespace earwitness::session {

class LogFile {
 public:
  static constexpr std::size_t max_lines = 1000;

  explicit LogFile(const os::Path& path);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

 private:
  struct Lines;
  std::shared_ptr<Lines> lines_;
  std::optional<desktop::Worker> writer_;
};

}  // namespace earwitness::session
