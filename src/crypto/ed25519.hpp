// SPDX-License-Identifier: MIT
//
// Ed25519 (RFC 8032) signatures over bytes in memory, checked. Pure; any thread may use its own object or a shared
// const one.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "crypto/sha256.hpp"

namespace earwitness::crypto {

/// A public key that is read once and checks many signatures.
class PublicKey {
 public:
  /// Nothing if the PEM is not one Ed25519 key in SubjectPublicKeyInfo (RFC 8410), or is such a key that anybody can
  /// sign for.
  [[nodiscard]] static std::optional<PublicKey> from_pem(std::string_view pem);
  ~PublicKey();
  PublicKey(PublicKey&&) noexcept;
  PublicKey& operator=(PublicKey&&) noexcept;

  /// Whether the 64 bytes of `signature` are this key's over `message`. Anything malformed is false.
  [[nodiscard]] bool verify(std::span<const std::byte> message, std::span<const std::byte> signature) const;
  /// Whether the PEM that it was read from is the key and nothing else, as it is sealed: a reader of PEM passes over
  /// whatever stands before and behind it.
  [[nodiscard]] bool is_all_of(std::string_view pem) const;
  /// SHA-256 of the key's DER, by which a journal and the ledger name it.
  [[nodiscard]] const Digest& fingerprint() const noexcept;

 private:
  struct State;
  explicit PublicKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// True only if `public_key_pem` is one Ed25519 key in SubjectPublicKeyInfo PEM (RFC 8410) and the 64 bytes of
/// `signature` are its signature over `message`. Anything malformed is false, never an exception.
[[nodiscard]] bool ed25519_verify(std::string_view public_key_pem, std::span<const std::byte> message,
                                  std::span<const std::byte> signature);

/// SHA-256 of the key's DER, by which a journal names it; nothing if the PEM is not such a key.
[[nodiscard]] std::optional<Digest> ed25519_fingerprint(std::string_view public_key_pem);

}  // namespace earwitness::crypto
