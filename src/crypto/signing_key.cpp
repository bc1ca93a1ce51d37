// SPDX-License-Identifier: MIT
#include "crypto/signing_key.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "crypto/key_cost.hpp"
#include "crypto/key_handle.hpp"

namespace earwitness::crypto {

namespace {

constexpr int pbkdf2_iterations = 600'000;  // a quarter of a second, once at a start
constexpr int pbkdf2_salt_bytes = 16;
constexpr std::string_view encrypted_label = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

/// The DER of an Ed25519 key in PKCS#8, up to its seed (RFC 8410, 7 and 10.3).
constexpr std::array<unsigned char, 16> der_before_seed{0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                                        0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
constexpr std::size_t seed_bytes = 32;
constexpr std::size_t der_bytes = der_before_seed.size() + seed_bytes;
constexpr std::size_t base64_of_der = der_bytes / 3 * 4;
constexpr std::string_view plain_begin = "-----BEGIN PRIVATE KEY-----\n";
constexpr std::string_view plain_end = "-----END PRIVATE KEY-----\n";

constexpr std::size_t stack_to_overwrite = 16 * 1024;

using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, decltype(&PKCS8_PRIV_KEY_INFO_free)>;
using EncryptedPkcs8 = std::unique_ptr<X509_SIG, decltype(&X509_SIG_free)>;
using Octets = std::vector<unsigned char, base::SecretAllocator<unsigned char>>;

[[noreturn]] void fail() { throw std::runtime_error("OpenSSL could not make or use an Ed25519 key"); }

/// What the functions that were just called left below on the stack: SHA-512 of a seed has the seed in its block.
[[gnu::noinline]] void overwrite_stack() noexcept {
  char below[stack_to_overwrite];
  base::wipe(below, sizeof below);
}

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

std::string_view text_in(const Bio& bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  if (size <= 0) fail();
  return {text, static_cast<std::size_t>(size)};
}

/// For as long as OpenSSL needs one: it lies on the ordinary heap, which OpenSSL overwrites when it is freed.
KeyHandle key_of_seed(const unsigned char* seed) {
  return {EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed, seed_bytes), &EVP_PKEY_free};
}

Octets seed_of(const EVP_PKEY* key) {
  Octets seed(seed_bytes);
  auto size = seed.size();
  if (EVP_PKEY_get_raw_private_key(key, seed.data(), &size) != 1 || size != seed_bytes) fail();
  return seed;
}

/// The form that keys are written in here and by stock openssl: read without OpenSSL's decoders, which leave copies
/// behind. The seed; empty for any other form.
Octets read_plain(std::string_view pem) {
  if (pem.size() != plain_begin.size() + base64_of_der + 1 + plain_end.size() || !pem.starts_with(plain_begin) ||
      !pem.ends_with(plain_end) || pem[plain_begin.size() + base64_of_der] != '\n')
    return {};
  Octets der(der_bytes);
  const auto* text = reinterpret_cast<const unsigned char*>(pem.data() + plain_begin.size());
  if (EVP_DecodeBlock(der.data(), text, static_cast<int>(base64_of_der)) != static_cast<int>(der_bytes)) return {};
  const auto seed = der.begin() + static_cast<std::ptrdiff_t>(der_before_seed.size());
  if (!std::equal(der_before_seed.begin(), der_before_seed.end(), der.begin(), seed)) return {};
  return {seed, der.end()};
}

Octets seed_of_any(const EVP_PKEY* key) {
  return key != nullptr && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 ? seed_of(key) : Octets();
}

/// OpenSSL overwrites what it decrypted, and a PKCS8_PRIV_KEY_INFO when it frees it.
Octets read_encrypted(const Bio& bio, const base::Secret& passphrase) {
  const EncryptedPkcs8 sealed(PEM_read_bio_PKCS8(bio.get(), nullptr, &no_passphrase, nullptr), &X509_SIG_free);
  if (!sealed) return {};
  const auto text = passphrase.text();
  const Pkcs8 opened(PKCS8_decrypt(sealed.get(), text.data(), static_cast<int>(text.size())),
                     &PKCS8_PRIV_KEY_INFO_free);
  if (!opened) return {};
  const ASN1_OBJECT* algorithm = nullptr;
  const unsigned char* octets_of_key = nullptr;
  int size = 0;
  if (PKCS8_pkey_get0(&algorithm, &octets_of_key, &size, nullptr, opened.get()) != 1) return {};
  constexpr std::size_t before_seed = 2;  // an octet string of 32 bytes
  const bool is_seed = OBJ_obj2nid(algorithm) == NID_ED25519 && size == static_cast<int>(before_seed + seed_bytes) &&
                       octets_of_key[0] == 0x04 && octets_of_key[1] == seed_bytes;
  if (is_seed) return {octets_of_key + before_seed, octets_of_key + before_seed + seed_bytes};
  return seed_of_any(KeyHandle(EVP_PKCS82PKEY(opened.get()), &EVP_PKEY_free).get());
}

/// Any other form that OpenSSL reads.
Octets read_otherwise(const Bio& bio, const base::Secret* passphrase) {
  void* secret = const_cast<base::Secret*>(passphrase);  // the callback only reads it
  const KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &give_passphrase, secret), &EVP_PKEY_free);
  return seed_of_any(key.get());
}

Pkcs8 pkcs8_of(const Octets& seed) {
  Pkcs8 plain(PKCS8_PRIV_KEY_INFO_new(), &PKCS8_PRIV_KEY_INFO_free);
  auto* octets_of_key = static_cast<unsigned char*>(OPENSSL_malloc(2 + seed_bytes));
  if (!plain || octets_of_key == nullptr) fail();
  octets_of_key[0] = 0x04;
  octets_of_key[1] = seed_bytes;
  std::copy(seed.begin(), seed.end(), octets_of_key + 2);
  // From here on it is plain's, which overwrites it.
  if (PKCS8_pkey_set0(plain.get(), OBJ_nid2obj(NID_ED25519), 0, V_ASN1_UNDEF, nullptr, octets_of_key,
                      static_cast<int>(2 + seed_bytes)) != 1) {
    OPENSSL_clear_free(octets_of_key, 2 + seed_bytes);
    fail();
  }
  return plain;
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
  Octets seed;
  RawKey public_key;
  Digest fingerprint;

  explicit State(Octets seed_of_key) : seed(std::move(seed_of_key)), public_key{}, fingerprint{} {
    const auto key = key_of_seed(seed.data());
    overwrite_stack();
    const auto half = key ? raw_public_key(key.get()) : std::nullopt;
    if (!half) fail();
    public_key = *half;
    fingerprint = fingerprint_of(public_key);
  }
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

SigningKey SigningKey::generate() {
  Octets seed(seed_bytes);
  if (RAND_priv_bytes(seed.data(), static_cast<int>(seed.size())) != 1) fail();
  return SigningKey(std::make_unique<State>(std::move(seed)));
}

std::optional<SigningKey> SigningKey::from_pem(std::string_view pem, const base::Secret* passphrase) {
  const auto bio = read_from(pem);
  if (!bio || (needs_passphrase(pem) && (passphrase == nullptr || !can_be_tried(pem)))) return std::nullopt;
  auto seed = needs_passphrase(pem) ? read_encrypted(bio, *passphrase) : read_plain(pem);
  if (seed.empty() && !needs_passphrase(pem)) seed = read_otherwise(bio, passphrase);
  overwrite_stack();
  if (seed.empty()) return std::nullopt;
  return SigningKey(std::make_unique<State>(std::move(seed)));
}

bool SigningKey::needs_passphrase(std::string_view pem) noexcept {
  return pem.find(encrypted_label) != std::string_view::npos;
}

Signature SigningKey::sign(std::span<const std::byte> message) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  Signature signature{};
  std::size_t size = signature.size();
  const auto key = key_of_seed(state_->seed.data());
  if (!context || !key || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) fail();
  auto* into = reinterpret_cast<unsigned char*>(signature.data());
  const auto done = EVP_DigestSign(context.get(), into, &size, octets(message), message.size());
  overwrite_stack();
  if (done != 1) fail();
  if (size != signature.size()) fail();
  return signature;
}

base::SecretText SigningKey::to_pem(const base::Secret* passphrase) const {
  const auto& seed = state_->seed;
  if (passphrase != nullptr) {
    const auto bio = memory();
    if (PEM_write_bio_PKCS8(bio.get(), encrypted(pkcs8_of(seed), *passphrase).get()) != 1) fail();
    return {text_in(bio)};
  }
  Octets der(der_before_seed.begin(), der_before_seed.end());
  der.insert(der.end(), seed.begin(), seed.end());
  Octets text(base64_of_der + 1);  // with its NUL
  EVP_EncodeBlock(text.data(), der.data(), static_cast<int>(der.size()));
  base::SecretText pem(plain_begin);
  text.back() = '\n';  // where its NUL was
  pem.append({reinterpret_cast<const char*>(text.data()), text.size()});
  pem.append(plain_end);
  return pem;
}

std::string SigningKey::public_pem() const { return public_pem_of(state_->public_key); }

const Digest& SigningKey::fingerprint() const noexcept { return state_->fingerprint; }

}  // namespace earwitness::crypto
