// SPDX-License-Identifier: MIT
//
// What a command prints, for a test that counts its bytes while it is printed. One thread.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "os/file_system.hpp"

namespace earwitness::test {

/// Standard output goes to a file while it lives; nothing may be asserted meanwhile, as that would be written there.
class OutputToFile {
 public:
  explicit OutputToFile(const os::Path& path) {
    std::fflush(stdout);
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::close(file);
  }
  ~OutputToFile() { ::dup2(before_, STDOUT_FILENO), ::close(before_); }
  OutputToFile(const OutputToFile&) = delete;
  OutputToFile& operator=(const OutputToFile&) = delete;

 private:
  int before_ = ::dup(STDOUT_FILENO);
};

}  // namespace earwitness::test
