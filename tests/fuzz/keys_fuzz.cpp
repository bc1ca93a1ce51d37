// SPDX-License-Identifier: MIT
//
// Keys that come from elsewhere: beside a signature, or out of a backup.
#include "archive/key_file.hpp"
#include "base/text.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/signing_key.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace earwitness::fuzz {

namespace {

void check_file(std::string_view text) {
  const auto file = archive::KeyFile::parse(text);
  if (!file) return;
  require(base::from_hex(file->fingerprint()) && file->fingerprint().size() == 64, "a key has its fingerprint");
  for (const auto& endorsement : file->endorsements) require(archive::holds(endorsement), "each key's word holds");
  require(archive::KeyFile::parse(file->text()).has_value(), "a key file reads back");
}

}  // namespace

void public_key(Input input) {
  const auto pem = as_text(input);
  const std::vector<std::byte> signature(64);
  const auto fingerprint = crypto::ed25519_fingerprint(pem);
  require(!crypto::ed25519_verify(pem, input, signature), "zeros sign nothing");
  require(fingerprint || !crypto::ed25519_verify(pem, {}, signature), "what is no key confirms nothing");
}

void private_key(Input input) {
  check_file(as_text(input));
  const base::Secret passphrase("passphrase");
  // With one, only how it is read: to try it takes a second.
  const bool is_encrypted = crypto::SigningKey::needs_passphrase(as_text(input));
  const auto key = crypto::SigningKey::from_pem(as_text(input), is_encrypted ? nullptr : &passphrase);
  if (!key) return;
  const auto again = crypto::SigningKey::from_pem(key->to_pem());
  require(again && again->fingerprint() == key->fingerprint(), "a key reads back");
  require(crypto::ed25519_verify(key->public_pem(), input, again->sign(input)), "what it signs is its own");
}

}  // namespace earwitness::fuzz
