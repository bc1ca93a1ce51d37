// SPDX-License-Identifier: MIT
//
// A system call that a signal ended before it did anything is made again (EINTR). Local disks hardly ever answer that;
// FUSE and network file systems do, and a debugger or a stopped process can bring it about. Not for close(): its
// descriptor is gone whatever it says.
#pragma once

#include <cerrno>

namespace earwitness::os {

/// `call` returns a negative number and sets errno where it failed.
template <typename Call>
[[nodiscard]] auto retry_interrupted(const Call& call) noexcept {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

}  // namespace earwitness::os
