// SPDX-License-Identifier: MIT
//
// What the file of a signing key holds (docs/format.md, "Key"): the private key in PKCS#8 PEM, its public half, and how
// it came after other keys. Stock openssl reads it: it takes the first PEM that it looks for, and no other line.
//
// Values, any thread. What is parsed may be anyone's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/sha256.hpp"
#include "crypto/signing_key.hpp"
#include "earwitness/base.hpp"

namespace earwitness::archive {

/// One key's word for the next: its signature over endorsement_text(). Public keys are the base64 of their DER, which
/// is the body of their PEM.
struct Endorsement {
  std::string previous_key;
  std::string key;
  std::string signature;  ///< base64, by the previous key
};

/// `earwitness key`, the fingerprint of the key that signs this, and that of the new one, a line each.
[[nodiscard]] std::string endorsement_text(const crypto::Digest& previous, const crypto::Digest& key);
[[nodiscard]] Endorsement endorse(const crypto::SigningKey& previous, const crypto::SigningKey& key);
[[nodiscard]] bool holds(const Endorsement& endorsement);

/// The PEM of a public key whose body this is; whether it is one is for crypto to say.
[[nodiscard]] std::string public_pem_of(std::string_view body);
[[nodiscard]] std::string body_of(std::string_view public_pem);
/// Hex SHA-256 of the key's DER; empty if it is none.
[[nodiscard]] std::string fingerprint_of(std::string_view body);

struct KeyFile {
  base::SecretText private_pem;
  std::string public_pem;
  std::vector<Endorsement> endorsements;  ///< oldest first; the last one is of this key
  std::optional<UtcTime> made{};          ///< by the clock of the machine that made it

  [[nodiscard]] static KeyFile of(const crypto::SigningKey& key, const base::Secret* passphrase,
                                  std::vector<Endorsement> endorsements, std::optional<UtcTime> made);
  /// Nothing if it is no such file, or an endorsement in it does not hold.
  [[nodiscard]] static std::optional<KeyFile> parse(std::string_view text);
  [[nodiscard]] base::SecretText text() const;
  /// Hex SHA-256 of the public key's DER.
  [[nodiscard]] std::string fingerprint() const { return fingerprint_of(body_of(public_pem)); }
  [[nodiscard]] bool needs_passphrase() const noexcept { return crypto::SigningKey::needs_passphrase(private_pem); }
  /// Nothing with a wrong passphrase, or where the halves do not belong together.
  [[nodiscard]] std::optional<crypto::SigningKey> unlock(const base::Secret* passphrase) const;
};

/// Who signs: a key that can be used, and how it came after others.
struct Signer {
  crypto::SigningKey key;
  std::vector<Endorsement> endorsements;
};

}  // namespace earwitness::archive
