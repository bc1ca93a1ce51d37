// SPDX-License-Identifier: MIT
//
// Ed25519 (RFC 8032) signatures over bytes in memory. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "crypto/sha256.hpp"

namespace earwitness::crypto {

/// True only if `public_key_pem` is one Ed25519 key in SubjectPublicKeyInfo PEM (RFC 8410) and the 64 bytes of
/// `signature` are its signature over `message`. Anything malformed is false, never an exception.
[[nodiscard]] bool ed25519_verify(std::string_view public_key_pem, std::span<const std::byte> message,
                                  std::span<const std::byte> signature);

/// SHA-256 of the key's DER, by which a journal names it; nothing if the PEM is not such a key.
[[nodiscard]] std::optional<Digest> ed25519_fingerprint(std::string_view public_key_pem);

}  // namespace earwitness::crypto
