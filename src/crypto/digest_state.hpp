// SPDX-License-Identifier: MIT
//
// What SHA-256 and MD5 share: an OpenSSL digest context that starts anew after each finish. One object, one thread.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>

namespace earwitness::crypto {

class DigestState {
 public:
  explicit DigestState(const EVP_MD* algorithm) : algorithm_(algorithm), context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    begin();
  }
  void update(std::span<const std::byte> bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) fail();
  }
  void finish(std::span<std::byte> into) {
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(into.data()), &size) != 1) fail();
    if (size != into.size()) fail();
    begin();
  }

 private:
  void begin() {
    if (!context_ || EVP_DigestInit_ex2(context_.get(), algorithm_, nullptr) != 1) fail();
  }
  [[noreturn]] static void fail() { throw std::runtime_error("OpenSSL's digest failed"); }

  const EVP_MD* algorithm_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace earwitness::crypto
