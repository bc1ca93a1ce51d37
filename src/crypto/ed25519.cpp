// SPDX-License-Identifier: MIT
#include "crypto/ed25519.hpp"

#include <openssl/pem.h>

#include "crypto/key_handle.hpp"

namespace earwitness::crypto {

struct PublicKey::State {
  KeyHandle key;
  Digest fingerprint;
};

PublicKey::PublicKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
PublicKey::~PublicKey() = default;
PublicKey::PublicKey(PublicKey&&) noexcept = default;
PublicKey& PublicKey::operator=(PublicKey&&) noexcept = default;

std::optional<PublicKey> PublicKey::from_pem(std::string_view pem) {
  const auto bio = read_from(pem);
  if (!bio) return std::nullopt;
  // What claims to need a passphrase is not a public key.
  KeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, &no_passphrase, nullptr), &EVP_PKEY_free);
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return std::nullopt;
  const auto fingerprint = fingerprint_of(key.get());
  if (!fingerprint) return std::nullopt;
  return PublicKey(std::make_unique<State>(State{std::move(key), *fingerprint}));
}

bool PublicKey::verify(std::span<const std::byte> message, std::span<const std::byte> signature) const {
  if (signature.size() != signature_bytes) return false;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
}

const Digest& PublicKey::fingerprint() const noexcept { return state_->fingerprint; }

bool ed25519_verify(std::string_view public_key_pem, std::span<const std::byte> message,
                    std::span<const std::byte> signature) {
  const auto key = PublicKey::from_pem(public_key_pem);
  return key && key->verify(message, signature);
}

std::optional<Digest> ed25519_fingerprint(std::string_view public_key_pem) {
  const auto key = PublicKey::from_pem(public_key_pem);
  return key ? std::optional(key->fingerprint()) : std::nullopt;
}

}  // namespace earwitness::crypto
