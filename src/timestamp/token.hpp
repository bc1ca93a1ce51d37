// SPDX-License-Identifier: MIT
//
// What a time stamp says (RFC 3161, 2.4.2), before anybody has checked that it is true: see check.hpp. Reading is pure
// and takes any bytes: what is no time stamp is told in a sentence. Values, any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"

namespace earwitness::timestamp {

struct Token {
  std::vector<std::byte> der;             ///< the TimeStampToken alone, a CMS SignedData
  std::optional<crypto::Digest> imprint;  ///< nothing where it is not of SHA-256
  UtcTime gen_time{};
  std::optional<std::chrono::nanoseconds> accuracy;  ///< the true time is at most this far from gen_time
  bool accuracy_readable = true;                     ///< false: there is one, and it is no length of time
  std::string tsa;                                   ///< the signer's name; free text; empty without its certificate
  std::string serial;                                ///< hex
  std::vector<std::byte> nonce;                      ///< big-endian; empty where there is none
  bool says_qualified = false;                       ///< it claims to be qualified under eIDAS (ETSI EN 319 422)
};

/// A token, or why there is none.
struct Reading {
  std::optional<Token> token;
  std::string why;  ///< a sentence; printable
};

/// A TimeStampResp, as a server sends it and seal/timestamp-N.tsr holds it. Only status `granted`, or `granted with
/// modifications`, has a token.
[[nodiscard]] Reading read_response(std::span<const std::byte> der);
/// A TimeStampToken alone, as a journal's `timestamp` line holds it.
[[nodiscard]] Reading read_token(std::span<const std::byte> der);
/// Either of the two.
[[nodiscard]] Reading read_any(std::span<const std::byte> der);

}  // namespace earwitness::timestamp
