// SPDX-License-Identifier: MIT
#include "crypto/sha256.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"

namespace earwitness::crypto {

/// OpenSSL's context, which starts anew after each finish.
struct Sha256::State {
  State() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { begin(); }
  void update(std::span<const std::byte> bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) fail();
  }
  void finish(Digest& into) {
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(into.data()), &size) != 1) fail();
    if (size != into.size()) fail();
    begin();
  }

 private:
  void begin() {
    if (!context_ || EVP_DigestInit_ex2(context_.get(), EVP_sha256(), nullptr) != 1) fail();
  }
  [[noreturn]] static void fail() { throw std::runtime_error("OpenSSL's digest failed"); }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) { state_->update(bytes); }

Digest Sha256::finish() {
  Digest digest{};
  state_->finish(digest);
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
