// SPDX-License-Identifier: MIT
//
// A time-stamping authority inside the test's own process, with a root of its own: answers requests as a server would,
// honestly or not. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"

namespace earwitness::test {

class TestTsa {
 public:
  struct Options {
    std::string name = "Test TSA";
    bool may_stamp = true;          ///< its certificate is one for that; if not, only token_as() signs with it
    bool qualified = false;         ///< and says that it is qualified under eIDAS
    bool brings_chain = false;      ///< each answer holds the root, too
    int rsa_bits = 0;               ///< of its key; 0: it has one on a curve
    bool weak_root = false;         ///< its root has a key of RSA with 1024 bits
    bool weak_certificate = false;  ///< its certificate is signed over SHA-1
    bool weak_signature = false;    ///< it signs over SHA-1
    bool names_crl = false;         ///< its certificate says where a CRL is
    int accuracy_seconds = 1;
    std::chrono::seconds valid_from{-24 * 3600};  ///< of its certificate, from now
    std::chrono::seconds valid_until{24 * 3600};
  };
  TestTsa();
  explicit TestTsa(const Options& options);
  ~TestTsa();

  /// What its clock says; nothing: the machine's own.
  void set_time(std::optional<UtcTime> time);

  /// A TimeStampResp to a TimeStampReq. A request that it can't read is rejected, in such a response.
  [[nodiscard]] std::vector<std::byte> reply(std::span<const std::byte> request) const;
  /// The same for this hash, asked by the program's own request.
  [[nodiscard]] std::vector<std::byte> stamp(const crypto::Digest& imprint) const;
  /// The token alone, as a journal line holds it.
  [[nodiscard]] std::vector<std::byte> token(const crypto::Digest& imprint) const;

  [[nodiscard]] std::string root_pem() const;
  /// What is to lie beside `response`: docs/format.md ("Time stamps").
  [[nodiscard]] std::string evidence(std::span<const std::byte> response) const;
  [[nodiscard]] std::string root_fingerprint() const;

  /// A CRL by its root, in DER: its certificate is in it, with this reason (RFC 5280, 5.3.1) where one is given, or
  /// not.
  [[nodiscard]] std::vector<std::byte> crl() const;
  [[nodiscard]] std::vector<std::byte> crl_against_itself(UtcTime since, std::optional<int> reason) const;
  /// An OCSP response by its root: its certificate is good, or was revoked then, with a reason where one is given.
  [[nodiscard]] std::vector<std::byte> ocsp() const;
  [[nodiscard]] std::vector<std::byte> ocsp_against_itself(UtcTime since, std::optional<int> reason) const;
  /// What it would have signed as `of`, by its own certificate, which need not be one for that: the token alone.
  [[nodiscard]] std::vector<std::byte> token_as(const TestTsa& of, const crypto::Digest& imprint) const;
  [[nodiscard]] std::vector<std::byte> root_der() const;
  [[nodiscard]] std::vector<std::byte> certificate_der() const;

 private:
  [[nodiscard]] std::vector<std::byte> ocsp_answer(int status, std::optional<UtcTime> since,
                                                   std::optional<int> reason) const;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::test
