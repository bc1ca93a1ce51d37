// SPDX-License-Identifier: MIT
//
// Known answers: FIPS 180-4's example, RFC 1321's, and a signature that the openssl command made.
#include "base/text.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/md5.hpp"
#include "crypto/sha256.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("crypto: SHA-256 of the standard's examples, and anew after each finish") {
  CHECK(crypto::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  crypto::Sha256 hash;
  CHECK(base::to_hex(hash.finish()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  hash.update(base::as_bytes("a"));
  hash.update(base::as_bytes("bc"));
  CHECK(base::to_hex(hash.finish()) == crypto::sha256_hex("abc"));
}

TEST_CASE("crypto: MD5 of the standard's example") {
  crypto::Md5 hash;
  hash.update(base::as_bytes("message digest"));
  CHECK(base::to_hex(hash.finish()) == "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST_CASE("crypto: an Ed25519 signature holds for its message and key alone") {
  const std::string key =
      "-----BEGIN PUBLIC KEY-----\n"
      "MCowBQYDK2VwAyEAV5Z0HdMwVaRzsXylD0V9Sd4kQntRkbh8Duvk5dEuGWA=\n"
      "-----END PUBLIC KEY-----\n";
  const std::string message = "the tag manifest";
  auto signature = *base::from_hex(
      "a95e4fb607cc028ec84eada7d0c8ff89441a1e7757f26ebdd5abae38c3924641"
      "29b5e094bdb749566d50a53827df14aae29e0e28a09fdc86398a0e2f8e86c604");
  CHECK(crypto::ed25519_verify(key, base::as_bytes(message), signature));
  const auto fingerprint = crypto::ed25519_fingerprint(key);
  REQUIRE(fingerprint.has_value());
  CHECK(base::to_hex(*fingerprint) == "2e9839119086b978dace6318fdb20b47cc591520903dc7b5309eee06402c7a46");

  CHECK_FALSE(crypto::ed25519_verify(key, base::as_bytes("the tag manifesT"), signature));
  CHECK_FALSE(crypto::ed25519_verify(key, base::as_bytes(message), std::span(signature).first(63)));
  signature[10] ^= std::byte{1};
  CHECK_FALSE(crypto::ed25519_verify(key, base::as_bytes(message), signature));
  CHECK_FALSE(crypto::ed25519_verify("no key", base::as_bytes(message), signature));
  const std::string other_kind =
      "-----BEGIN PUBLIC KEY-----\n"
      "MCowBQYDK2VuAyEAPg/5/jpbx6nQ8cBFWFkWR5rowM8tPhSo6lL8J51P5k0=\n"
      "-----END PUBLIC KEY-----\n";
  CHECK_FALSE(crypto::ed25519_fingerprint(other_kind).has_value());
}
