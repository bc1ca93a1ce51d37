// SPDX-License-Identifier: MIT
//
// Whose signature is a signature: a key for which anybody can sign confirms nothing.
#include "crypto/ed25519.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "crypto/signing_key.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

std::string pem_of(const std::string& base64) {
  return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
}

/// How many of a hundred messages these zeros "sign".
int signed_by_zeros(const std::string& pem) {
  const std::vector<std::byte> zeros(64);
  int count = 0;
  for (int i = 0; i < 100; ++i) {
    const auto text = fmt::format("message {}", i);
    count += crypto::ed25519_verify(pem, std::as_bytes(std::span(text)), zeros) ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("ed25519: a point of small order is no key, since anybody can sign for it") {
  // y = 0, where zeros sign every fourth message; the same with its sign bit; y = 1; y = -1; y = 0 written as p.
  for (const char* base64 : {"MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                             "MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
                             "MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                             "MCowBQYDK2VwAyEA7P///////////////////////////////////////38=",
                             "MCowBQYDK2VwAyEA7f///////////////////////////////////////38=",
                             "MCowBQYDK2VwAyEAJuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU="}) {
    CAPTURE(base64);
    CHECK_FALSE(crypto::ed25519_fingerprint(pem_of(base64)));
    CHECK(signed_by_zeros(pem_of(base64)) == 0);
  }
  CHECK(crypto::ed25519_fingerprint(pem_of("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")));
}

TEST_CASE("ed25519: a key reads the same in every form that OpenSSL takes, and is written in one") {
  const auto pem = pem_of("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  const auto known = crypto::ed25519_fingerprint(pem);
  REQUIRE(known);
  // Its lines broken elsewhere, and bits behind the last byte: not the form that is read without a decoder.
  for (const auto& other : {pem_of("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7T\nyWQHOg7hcvPapiMlrwIaaPcHURo="), "\n" + pem}) {
    CAPTURE(other);
    CHECK(crypto::ed25519_fingerprint(other) == known);
  }
  CHECK(base::to_hex(*known) == base::to_hex(crypto::sha256(base::from_base64(pem.substr(27, 60)).value())));
  for (const char* base64 : {"MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo", "", "MCowBQYDK2VwAyEA",
                             "MCowBQYDK2VuAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                             "MCowBQYDK2VwAyAA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}) {
    CAPTURE(base64);
    CHECK_FALSE(crypto::ed25519_fingerprint(pem_of(base64)));
  }
  const auto key = crypto::SigningKey::generate();
  const auto half = crypto::PublicKey::from_pem(key.public_pem());
  REQUIRE(half);
  CHECK(half->fingerprint() == key.fingerprint());
  CHECK(half->is_all_of(key.public_pem()));
}

TEST_CASE("ed25519: what stands beside a key is seen, though a reader of PEM passes over it") {
  const auto pem = pem_of("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  const auto key = crypto::PublicKey::from_pem(pem);
  REQUIRE(key);
  CHECK(key->is_all_of(pem));
  for (const auto& more : {"words\n" + pem, pem + "words\n", pem + pem, pem + "\n", pem.substr(0, pem.size() - 1)}) {
    CAPTURE(more);
    CHECK(crypto::PublicKey::from_pem(more));
    CHECK_FALSE(key->is_all_of(more));
  }
}
