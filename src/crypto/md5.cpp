// SPDX-License-Identifier: MIT
#include "crypto/md5.hpp"

#include "crypto/digest_state.hpp"

namespace earwitness::crypto {

struct Md5::State {
  DigestState digest{EVP_md5()};
};

Md5::Md5() : state_(std::make_unique<State>()) {}
Md5::~Md5() = default;

void Md5::update(std::span<const std::byte> bytes) { state_->digest.update(bytes); }

std::array<std::byte, 16> Md5::finish() {
  std::array<std::byte, 16> digest{};
  state_->digest.finish(digest);
  return digest;
}

}  // namespace earwitness::crypto
