// SPDX-License-Identifier: MIT
#include "crypto/sha256.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crypto/digest_state.hpp"

namespace earwitness::crypto {

struct Sha256::State {
  DigestState digest{EVP_sha256()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) { state_->digest.update(bytes); }

Digest Sha256::finish() {
  Digest digest{};
  state_->digest.finish(digest);
  return digest;
}

Digest sha256(std::span<const std::byte> bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string sha256_hex(std::string_view text) { return base::to_hex(sha256(base::as_bytes(text))); }

Digest digest_of_hex(std::string_view hex) {
  Digest digest{};
  const auto bytes = base::from_hex(hex);
  if (bytes && bytes->size() == digest.size()) std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

}  // namespace earwitness::crypto
