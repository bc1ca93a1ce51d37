// SPDX-License-Identifier: MIT
#include "crypto/signing_key.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <stdexcept>

#include "crypto/key_cost.hpp"
#include "crypto/key_handle.hpp"

namespace earwitness::crypto {

namespace {

constexpr int pbkdf2_iterations = 600'000;  // a quarter of a second, once at a start
constexpr int pbkdf2_salt_bytes = 16;
constexpr std::string_view encrypted_label = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, decltype(&PKCS8_PRIV_KEY_INFO_free)>;
using EncryptedPkcs8 = std::unique_ptr<X509_SIG, decltype(&X509_SIG_free)>;

[[noreturn]] void fail() { throw std::runtime_error("OpenSSL could not make or use an Ed25519 key"); }

int give_passphrase(char* into, int room, int, void* passphrase) {
  const auto* secret = static_cast<const base::Secret*>(passphrase);
  if (secret == nullptr || secret->text().size() > static_cast<std::size_t>(room)) return -1;
  std::copy(secret->text().begin(), secret->text().end(), into);
  return static_cast<int>(secret->text().size());
}

Bio memory() {
  Bio bio(BIO_new(BIO_s_secmem()), &BIO_free);
  if (!bio) fail();
  return bio;
}

std::string text_of(const Bio& bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  if (size <= 0) fail();
  return {text, static_cast<std::size_t>(size)};
}

/// PKCS8_encrypt() alone would iterate 2048 times, which a stolen laptop's passphrase does not stand up to.
EncryptedPkcs8 encrypted(const Pkcs8& plain, const base::Secret& passphrase) {
  X509_ALGOR* scheme =
      PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), pbkdf2_iterations, nullptr, pbkdf2_salt_bytes, nullptr, NID_hmacWithSHA256);
  if (scheme == nullptr) fail();
  const auto text = passphrase.text();
  EncryptedPkcs8 made(PKCS8_set0_pbe(text.data(), static_cast<int>(text.size()), plain.get(), scheme), &X509_SIG_free);
  if (made) return made;
  X509_ALGOR_free(scheme);
  fail();
}

}  // namespace

struct SigningKey::State {
  KeyHandle key;
  Digest fingerprint;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

SigningKey SigningKey::generate() {
  KeyHandle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free);
  if (!key) fail();
  const auto fingerprint = fingerprint_of(key.get());
  if (!fingerprint) fail();
  return SigningKey(std::make_unique<State>(State{std::move(key), *fingerprint}));
}

std::optional<SigningKey> SigningKey::from_pem(std::string_view pem, const base::Secret* passphrase) {
  const auto bio = read_from(pem);
  if (!bio || (needs_passphrase(pem) && !can_be_tried(pem))) return std::nullopt;
  void* secret = const_cast<base::Secret*>(passphrase);  // the callback only reads it
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &give_passphrase, secret), &EVP_PKEY_free);
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) return std::nullopt;
  const auto fingerprint = fingerprint_of(key.get());
  if (!fingerprint) return std::nullopt;
  return SigningKey(std::make_unique<State>(State{std::move(key), *fingerprint}));
}

bool SigningKey::needs_passphrase(std::string_view pem) noexcept {
  return pem.find(encrypted_label) != std::string_view::npos;
}

Signature SigningKey::sign(std::span<const std::byte> message) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  Signature signature{};
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) != 1) fail();
  auto* into = reinterpret_cast<unsigned char*>(signature.data());
  if (EVP_DigestSign(context.get(), into, &size, octets(message), message.size()) != 1) fail();
  if (size != signature.size()) fail();
  return signature;
}

std::string SigningKey::to_pem(const base::Secret* passphrase) const {
  const Pkcs8 plain(EVP_PKEY2PKCS8(state_->key.get()), &PKCS8_PRIV_KEY_INFO_free);
  if (!plain) fail();
  const auto bio = memory();
  const int written = passphrase == nullptr ? PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio.get(), plain.get())
                                            : PEM_write_bio_PKCS8(bio.get(), encrypted(plain, *passphrase).get());
  if (written != 1) fail();
  return text_of(bio);
}

std::string SigningKey::public_pem() const {
  const auto bio = memory();
  if (PEM_write_bio_PUBKEY(bio.get(), state_->key.get()) != 1) fail();
  return text_of(bio);
}

const Digest& SigningKey::fingerprint() const noexcept { return state_->fingerprint; }

}  // namespace earwitness::crypto
