// SPDX-License-Identifier: MIT
#include "os/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace earwitness::os {

void Descriptor::reset() noexcept {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Descriptor duplicate(Fd fd) noexcept { return Descriptor(::fcntl(fd.number, F_DUPFD_CLOEXEC, 0)); }

}  // namespace earwitness::os
