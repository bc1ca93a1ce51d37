// SPDX-License-Identifier: MIT
#include "crypto/key_handle.hpp"

#include <openssl/x509.h>

#include <climits>

namespace earwitness::crypto {

Bio read_from(std::string_view text) {
  if (text.size() > INT_MAX) return {nullptr, &BIO_free};
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::optional<Digest> fingerprint_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return std::nullopt;
  const auto digest = sha256(std::as_bytes(std::span(der, static_cast<std::size_t>(size))));
  OPENSSL_free(der);
  return digest;
}

int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace earwitness::crypto
