// SPDX-License-Identifier: MIT
//
// What a time-stamping authority is asked (RFC 3161, 2.4.1): that it signs a hash together with its own time. Nothing
// but the hash and a random number leaves the machine. Any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "crypto/sha256.hpp"

namespace earwitness::timestamp {

inline constexpr std::size_t nonce_bytes = 16;

struct Request {
  std::vector<std::byte> der;    ///< a TimeStampReq with certReq: the answer brings its certificate
  std::vector<std::byte> nonce;  ///< big-endian, as Token::nonce; an answer with another one is an answer to others
};

/// `imprint` is the SHA-256 of what is to be dated. Throws FileError where the kernel gives no random bytes.
[[nodiscard]] Request make_request(const crypto::Digest& imprint);

}  // namespace earwitness::timestamp
