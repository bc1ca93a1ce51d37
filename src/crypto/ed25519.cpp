// SPDX-License-Identifier: MIT
#include "crypto/ed25519.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "crypto/key_handle.hpp"

namespace earwitness::crypto {

namespace {

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

bool is_of_small_order(const EVP_PKEY* key) {
  std::array<unsigned char, 32> raw{};
  auto size = raw.size();
  if (EVP_PKEY_get_raw_public_key(key, raw.data(), &size) != 1 || size != raw.size()) return true;
  raw.back() &= 0x7FU;
  const auto y = base::to_hex(std::as_bytes(std::span(raw)));
  return std::find(small_orders.begin(), small_orders.end(), y) != small_orders.end();
}

}  // namespace

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
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519 || is_of_small_order(key.get())) return std::nullopt;
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

bool PublicKey::is_all_of(std::string_view pem) const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  if (!bio || PEM_write_bio_PUBKEY(bio.get(), state_->key.get()) != 1) return false;
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return size >= 0 && pem == std::string_view(text, static_cast<std::size_t>(size));
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
