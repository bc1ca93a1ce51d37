// SPDX-License-Identifier: MIT
#pragma once

#include <sys/stat.h>

#include "os/file_system.hpp"
#include "tests/catch.hpp"

namespace earwitness::test {

/// Permissions, and the bits above them; of a link itself.
inline mode_t mode_of(const os::Path& path) {
  struct stat info {};
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

}  // namespace earwitness::test
