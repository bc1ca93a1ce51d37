// SPDX-License-Identifier: MIT
#include "os/memory.hpp"

#include <sys/mman.h>

namespace earwitness::os {

bool lock_in_memory(std::span<std::byte> memory) noexcept { return ::mlock(memory.data(), memory.size()) == 0; }

}  // namespace earwitness::os
