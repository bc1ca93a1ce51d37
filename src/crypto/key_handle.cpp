// SPDX-License-Identifier: MIT
#include "crypto/key_handle.hpp"

#include <algorithm>
#include <climits>

#include "base/base64.hpp"
#include "crypto/public_pem.hpp"

namespace earwitness::crypto {

namespace {

/// SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410, 4).
constexpr std::array<unsigned char, 12> der_before_key{0x30, 0x2A, 0x30, 0x05, 0x06, 0x03,
                                                       0x2B, 0x65, 0x70, 0x03, 0x21, 0x00};

std::array<unsigned char, der_before_key.size() + raw_key_bytes> der_of(const RawKey& key) {
  std::array<unsigned char, der_before_key.size() + raw_key_bytes> der{};
  std::copy(key.begin(), key.end(), std::copy(der_before_key.begin(), der_before_key.end(), der.begin()));
  return der;
}

}  // namespace

Bio read_from(std::string_view text) {
  if (text.size() > INT_MAX) return {nullptr, &BIO_free};
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::optional<RawKey> raw_public_key(const EVP_PKEY* key) {
  RawKey raw{};
  auto size = raw.size();
  if (EVP_PKEY_get_raw_public_key(key, raw.data(), &size) != 1 || size != raw.size()) return std::nullopt;
  return raw;
}

std::optional<RawKey> read_public_pem(std::string_view pem) {
  if (!pem.starts_with(public_pem_begin) || !pem.ends_with(public_pem_end) ||
      pem.size() < public_pem_begin.size() + public_pem_end.size())
    return std::nullopt;
  pem.remove_prefix(public_pem_begin.size());
  pem.remove_suffix(public_pem_end.size());
  const auto der = base::from_base64(pem);
  const auto before = std::as_bytes(std::span(der_before_key));
  if (!der || der->size() != before.size() + raw_key_bytes || !std::equal(before.begin(), before.end(), der->begin()))
    return std::nullopt;
  RawKey raw{};
  std::transform(der->begin() + static_cast<std::ptrdiff_t>(before.size()), der->end(), raw.begin(),
                 [](std::byte byte) { return static_cast<unsigned char>(byte); });
  return raw;
}

std::string public_pem_of(const RawKey& key) {
  std::string pem(public_pem_begin);
  const auto der = der_of(key);
  pem += base::to_base64(std::as_bytes(std::span(der)));
  return pem.append(public_pem_end);
}

Digest fingerprint_of(const RawKey& key) {
  const auto der = der_of(key);
  return sha256(std::as_bytes(std::span(der)));
}

int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace earwitness::crypto
