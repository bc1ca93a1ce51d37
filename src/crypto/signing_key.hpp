// SPDX-License-Identifier: MIT
//
// A private Ed25519 key (RFC 8032) as PKCS#8 PEM (RFC 5958), which stock openssl reads; optionally encrypted with a
// passphrase (PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC). Only in memory: where keys lie is archive's to say.
//
// The private half lies in secret memory (base/secret.hpp) and nowhere else, but for the moment in which OpenSSL signs:
// it puts an imported key on the ordinary heap, and overwrites it there. Once the object is gone it is nowhere.
//
// One thread at a time; several may call the const functions of one object. Errors: std::runtime_error where OpenSSL
// itself fails, which only happens without memory or randomness.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::crypto {

using Signature = std::array<std::byte, 64>;

class SigningKey {
 public:
  [[nodiscard]] static SigningKey generate();
  /// Nothing if it is not a private Ed25519 key, or not with this passphrase. A key without a passphrase is read
  /// whatever passphrase is given.
  [[nodiscard]] static std::optional<SigningKey> from_pem(std::string_view pem,
                                                          const base::Secret* passphrase = nullptr);
  /// Whether the PEM says of itself that it needs a passphrase.
  [[nodiscard]] static bool needs_passphrase(std::string_view pem) noexcept;

  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  [[nodiscard]] Signature sign(std::span<const std::byte> message) const;
  /// Without a passphrase the PEM is the key in the clear.
  [[nodiscard]] base::SecretText to_pem(const base::Secret* passphrase = nullptr) const;
  /// SubjectPublicKeyInfo PEM (RFC 8410).
  [[nodiscard]] std::string public_pem() const;
  /// SHA-256 of the public key's DER.
  [[nodiscard]] const Digest& fingerprint() const noexcept;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::crypto
