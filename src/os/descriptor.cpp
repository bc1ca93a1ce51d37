// SPDX-License-Identifier: MIT
#include "os/descriptor.hpp"

#include <unistd.h>

namespace earwitness::os {

void Descriptor::reset() noexcept {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

}  // namespace earwitness::os
