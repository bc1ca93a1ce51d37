// SPDX-License-Identifier: MIT
//
// OpenSSL's handle to a key, for the sources of this module alone.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/sha256.hpp"

namespace earwitness::crypto {

inline constexpr std::size_t signature_bytes = 64;

using KeyHandle = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

/// Reads from `text`, which outlives it; null where it is too long.
[[nodiscard]] Bio read_from(std::string_view text);
/// A public key as it is (RFC 8032). OpenSSL's readers and writers of PEM and DER look for a decoder each time, which
/// costs more than a signature's check: so the one form that is written here, and by stock openssl, is read and written
/// without them.
inline constexpr std::size_t raw_key_bytes = 32;
using RawKey = std::array<unsigned char, raw_key_bytes>;

[[nodiscard]] std::optional<RawKey> raw_public_key(const EVP_PKEY* key);
/// Nothing for any other form, however good.
[[nodiscard]] std::optional<RawKey> read_public_pem(std::string_view pem);
[[nodiscard]] std::string public_pem_of(const RawKey& key);
/// SHA-256 of its DER.
[[nodiscard]] Digest fingerprint_of(const RawKey& key);
/// A passphrase callback for what must not need one.
int no_passphrase(char*, int, int, void*);

inline const unsigned char* octets(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace earwitness::crypto
