// SPDX-License-Identifier: MIT
//
// HMAC-SHA-256 (RFC 2104): who has the key wrote this text. Any thread.
#pragma once

#include <string_view>

#include "crypto/sha256.hpp"

namespace earwitness::crypto {

[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view text);

}  // namespace earwitness::crypto
