// SPDX-License-Identifier: MIT
//
// Whether a time stamp is true, as far as it can be told without asking anybody (RFC 3161, 2.4.2; RFC 5816).
//
// A time stamp is checked at its own time, so it outlives the certificate that signed it. Whom to believe is the
// checker's choice, not the recording's: anybody can make a root of their own. So a chain that ends in a root which the
// checker did not name is told with that root's fingerprint, and `root_known` is false.
//
// Pure; one thread an object. What is wrong is a sentence, never an exception.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "timestamp/token.hpp"

namespace earwitness::timestamp {

/// An authority that vouches for its time to less than this dates nothing to the day of a conversation.
inline constexpr std::chrono::seconds max_accuracy{60};
/// A checker's clock may be this much behind.
inline constexpr std::chrono::minutes ahead_tolerance{5};

struct TokenCheck {
  bool valid = false;          ///< over the imprint, signed by the chain that is named here
  std::string why;             ///< a sentence, where it is not valid; printable
  std::optional<Token> token;  ///< also where it is not valid, if it could be read
  std::string root;            ///< name of the certificate that its chain ends in; empty: not all of the chain is there
  std::string root_fingerprint;   ///< hex SHA-256 of its DER
  bool root_known = false;        ///< it is one of the checker's
  std::string revocation;         ///< a sentence: what was stored of it says so; printable
  bool revocation_known = false;  ///< each certificate below the root was good, by an answer of that time
  /// Why it proves no date although it is valid, as sentences: a weak key or digest, an accuracy over max_accuracy, a
  /// time that the checker's clock has not reached, a revocation that the checker brought. Printable.
  std::vector<std::string> weaknesses;
};

/// What the one who checks brings along.
struct Trust {
  std::string_view roots_pem{};     ///< certificates that are believed
  std::vector<std::string> crls{};  ///< files, PEM or DER; what is no CRL is left out
  std::optional<UtcTime> now{};     ///< nothing: no time is too late
};

/// Checks any number of time stamps; what lies beside them is read once.
class TokenChecker {
 public:
  explicit TokenChecker(const Trust& trust);
  ~TokenChecker();
  TokenChecker(TokenChecker&&) noexcept;
  TokenChecker& operator=(TokenChecker&&) noexcept;

  /// A file that lies beside a time stamp (evidence.hpp); it serves for all. Returns why it can't be such a file; empty
  /// if it can.
  [[nodiscard]] std::string keep(std::string_view evidence_file);
  /// PEM blocks alone, of which those are taken that can be read.
  void keep_blocks(std::string_view pem);
  /// `der` is a TimeStampResp or a token alone.
  [[nodiscard]] TokenCheck check(std::span<const std::byte> der, const crypto::Digest& imprint) const;
  /// How many of the certificates that were kept neither signed what was checked so far, nor whom it is signed by: such
  /// a one shows nothing, whatever name it bears.
  [[nodiscard]] std::size_t needless_certificates() const noexcept;
  /// How many signatures of revocation answers were looked at so far: it does not grow with the time stamps.
  [[nodiscard]] std::size_t answers_checked() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One time stamp. `evidence_pem` is what lies beside it, may be empty; `roots_pem` are the certificates that the
/// checker believes.
[[nodiscard]] TokenCheck check(std::span<const std::byte> der, const crypto::Digest& imprint,
                               std::string_view evidence_pem, std::string_view roots_pem = {});

}  // namespace earwitness::timestamp
