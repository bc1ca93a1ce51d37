// SPDX-License-Identifier: MIT
//
// Whether a time stamp is true, as far as it can be told without asking anybody (RFC 3161, 2.4.2; RFC 5816).
//
// A time stamp is checked at its own time, so it outlives the certificate that signed it. Whom to believe is the
// checker's choice, not the recording's: anybody can make a root of their own. So a chain that ends in a root which the
// checker did not name is told with that root's fingerprint, and `root_known` is false.
//
// Pure, any thread. What is wrong is a sentence, never an exception.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "timestamp/token.hpp"

namespace earwitness::timestamp {

struct TokenCheck {
  bool valid = false;          ///< over the imprint, signed by the chain that is named here
  std::string why;             ///< a sentence, where it is not valid; printable
  std::optional<Token> token;  ///< also where it is not valid, if it could be read
  std::string root;            ///< name of the certificate that its chain ends in; empty: not all of the chain is there
  std::string root_fingerprint;  ///< hex SHA-256 of its DER
  bool root_known = false;       ///< it is one of the checker's
  std::string revocation;        ///< a sentence: what was stored of it says so; printable
};

/// `der` is a TimeStampResp or a token alone. `evidence_pem` is what lies beside it (evidence.hpp), may be empty;
/// `roots_pem` are the certificates that the checker believes.
[[nodiscard]] TokenCheck check(std::span<const std::byte> der, const crypto::Digest& imprint,
                               std::string_view evidence_pem, std::string_view roots_pem = {});

}  // namespace earwitness::timestamp
