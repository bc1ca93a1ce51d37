// SPDX-License-Identifier: MIT
#include "crypto/signing_key.hpp"

#include "base/text.hpp"
#include "crypto/ed25519.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

// RFC 8032, 7.1, TEST 2, in PKCS#8.
constexpr std::string_view known_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";

}  // namespace

TEST_CASE("signing key: signs as RFC 8032's example does") {
  const auto key = crypto::SigningKey::from_pem(known_key);
  REQUIRE(key.has_value());
  const std::byte message[] = {std::byte{0x72}};
  CHECK(base::to_hex(key->sign(message)) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  CHECK(key->to_pem() == known_key);
}

TEST_CASE("signing key: what one key signs holds for its public half alone") {
  const auto key = crypto::SigningKey::generate();
  const auto other = crypto::SigningKey::generate();
  const auto message = base::as_bytes("the tag manifest");
  const auto signature = key.sign(message);
  CHECK(crypto::ed25519_verify(key.public_pem(), message, signature));
  CHECK_FALSE(crypto::ed25519_verify(other.public_pem(), message, signature));
  CHECK(crypto::ed25519_fingerprint(key.public_pem()) == key.fingerprint());
  CHECK(other.fingerprint() != key.fingerprint());
}

TEST_CASE("signing key: comes back from its PEM, with its passphrase and with no other") {
  const auto key = crypto::SigningKey::generate();
  const base::Secret passphrase("correct horse, batterij");
  const auto plain = key.to_pem();
  const auto encrypted = key.to_pem(&passphrase);
  CHECK_FALSE(crypto::SigningKey::needs_passphrase(plain));
  CHECK(crypto::SigningKey::needs_passphrase(encrypted));
  CHECK(encrypted != key.to_pem(&passphrase));  // salted

  const auto back = crypto::SigningKey::from_pem(encrypted, &passphrase);
  REQUIRE(back.has_value());
  CHECK(back->to_pem() == plain);
  const base::Secret wrong("correct horse, batterie");
  CHECK_FALSE(crypto::SigningKey::from_pem(encrypted, &wrong).has_value());
  CHECK_FALSE(crypto::SigningKey::from_pem(encrypted).has_value());
}

TEST_CASE("signing key: what is no private Ed25519 key is nothing") {
  const auto key = crypto::SigningKey::generate();
  CHECK_FALSE(crypto::SigningKey::from_pem("").has_value());
  CHECK_FALSE(crypto::SigningKey::from_pem("a key").has_value());
  CHECK_FALSE(crypto::SigningKey::from_pem(key.public_pem()).has_value());
  CHECK_FALSE(crypto::SigningKey::from_pem(key.to_pem().view().substr(0, 80)).has_value());
  const auto x25519 =
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VuBCIEICBBXEw0W7qLlkbPkzvW9Xqb9u2zuZNTHK8bUxBO7rdn\n"
      "-----END PRIVATE KEY-----\n";
  CHECK_FALSE(crypto::SigningKey::from_pem(x25519).has_value());
}
