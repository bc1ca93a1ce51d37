// SPDX-License-Identifier: MIT
//
// OpenSSL's handle to a key, for the sources of this module alone.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "crypto/sha256.hpp"

namespace earwitness::crypto {

inline constexpr std::size_t signature_bytes = 64;

using KeyHandle = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

/// Reads from `text`, which outlives it; null where it is too long.
[[nodiscard]] Bio read_from(std::string_view text);
/// SHA-256 of the public half's DER.
[[nodiscard]] std::optional<Digest> fingerprint_of(EVP_PKEY* key);
/// A passphrase callback for what must not need one.
int no_passphrase(char*, int, int, void*);

inline const unsigned char* octets(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace earwitness::crypto
