// SPDX-License-Identifier: MIT
#include "crypto/ed25519.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string_view>

#include "base/text.hpp"
#include "crypto/counts.hpp"
#include "crypto/key_handle.hpp"

namespace earwitness::crypto {

namespace {

std::atomic<std::uint64_t> all_signatures_checked{0};

/// The y of the points whose order divides 8 (RFC 8032, 5.1.2, without the sign bit), the last two as they can be
/// written a second time. What such a "key" signs is signed by anybody: for one message in a few, zeros are its
/// signature.
constexpr std::array<std::string_view, 7> small_orders{
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};

bool is_of_small_order(RawKey raw) {
  raw.back() &= 0x7FU;
  const auto y = base::to_hex(std::as_bytes(std::span(raw)));
  return std::find(small_orders.begin(), small_orders.end(), y) != small_orders.end();
}

/// Of any form that OpenSSL reads. What claims to need a passphrase is not a public key.
std::optional<RawKey> read_otherwise(std::string_view pem) {
  const auto bio = read_from(pem);
  if (!bio) return std::nullopt;
  const KeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, &no_passphrase, nullptr), &EVP_PKEY_free);
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return std::nullopt;
  return raw_public_key(key.get());
}

}  // namespace

struct PublicKey::State {
  RawKey raw;
  KeyHandle key;
  Digest fingerprint;
};

PublicKey::PublicKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
PublicKey::~PublicKey() = default;
PublicKey::PublicKey(PublicKey&&) noexcept = default;
PublicKey& PublicKey::operator=(PublicKey&&) noexcept = default;

std::optional<PublicKey> PublicKey::from_pem(std::string_view pem) {
  auto raw = read_public_pem(pem);
  if (!raw) raw = read_otherwise(pem);
  if (!raw || is_of_small_order(*raw)) return std::nullopt;
  KeyHandle key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw->data(), raw->size()), &EVP_PKEY_free);
  if (!key) return std::nullopt;
  return PublicKey(std::make_unique<State>(State{*raw, std::move(key), fingerprint_of(*raw)}));
}

bool PublicKey::verify(std::span<const std::byte> message, std::span<const std::byte> signature) const {
  if (signature.size() != signature_bytes) return false;
  ++all_signatures_checked;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
}

bool PublicKey::is_all_of(std::string_view pem) const { return pem == public_pem_of(state_->raw); }

const Digest& PublicKey::fingerprint() const noexcept { return state_->fingerprint; }

std::uint64_t signatures_checked() noexcept { return all_signatures_checked; }

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
