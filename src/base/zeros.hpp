// SPDX-License-Identifier: MIT
//
// Whether bytes are all zero, as samples of digital silence are. A pure function, any thread.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

namespace earwitness::base {

/// Of no bytes at all as well.
[[nodiscard]] inline bool all_zero(std::span<const std::byte> bytes) noexcept {
  if (bytes.empty()) return true;
  if (bytes.front() != std::byte{0}) return false;
  return std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;  // each is as the one before it
}

}  // namespace earwitness::base
