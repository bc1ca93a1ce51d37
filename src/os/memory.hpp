// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace earwitness::os {

/// Keeps memory from being swapped out, where the system allows that much; false where it does not. It stays so until
/// the memory is freed.
bool lock_in_memory(std::span<std::byte> memory) noexcept;

}  // namespace earwitness::os
