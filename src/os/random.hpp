// SPDX-License-Identifier: MIT
//
// The only door to randomness: the kernel's, for nonces, salts and UUIDs. Any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace earwitness::os {

/// getrandom(2); throws FileError if the kernel refuses.
void fill_random(std::span<std::byte> bytes);
/// `bytes` random bytes in hex.
[[nodiscard]] std::string random_hex(std::size_t bytes);
/// A random UUID (RFC 9562, version 4).
[[nodiscard]] std::string random_uuid();

}  // namespace earwitness::os
