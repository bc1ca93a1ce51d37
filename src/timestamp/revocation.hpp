// SPDX-License-Identifier: MIT
//
// What revocation answers say of a chain (RFC 5280, RFC 6960), for a time stamp of a certain time. Each answer is read,
// and its signature checked, once for all time stamps. For this module's sources alone; pure, one thread an object.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/sha256.hpp"
#include "timestamp/chain.hpp"

namespace earwitness::timestamp {

/// What one answer says of one certificate.
struct Statement {
  bool revoked = false;
  bool speaks = true;  ///< that it does not name the certificate says that it is good
  int reason = -1;     ///< RFC 5280, 5.3.1; -1: none told
  std::optional<UtcTime> since;
  std::optional<UtcTime> told;
  std::optional<UtcTime> next;  ///< when there will be a newer one
};

class RevocationBook {
 public:
  /// Of the checker's own, or of whoever made the folder, whose answers must be within bounds.
  enum class Source : std::uint8_t { checker, folder };
  explicit RevocationBook(Source source) : source_(source) {}
  /// One that is there already is not taken again.
  Kept add_crl(std::span<const std::byte> der);
  Kept add_ocsp(std::span<const std::byte> der);
  [[nodiscard]] bool empty() const noexcept { return crls_.empty() && answers_.empty(); }
  /// How many of their signatures were looked at.
  [[nodiscard]] std::size_t checked() const noexcept { return checked_; }
  /// What is said of the certificate at `index` of the chain by whom may say it.
  [[nodiscard]] std::vector<Statement> statements(const Chain& chain, int index);

 private:
  struct Crl {
    CrlPtr crl;
    std::map<std::string, bool> signed_by;  ///< issuer's fingerprint: whether it is its
  };
  struct Answer {
    OcspBasicPtr answer;
    std::map<std::string, bool> believed_in;  ///< by the chain's certificates
  };

  Source source_;
  std::unordered_multimap<unsigned long, Crl> crls_;  ///< by the issuer's name
  std::vector<Answer> answers_;
  std::set<crypto::Digest> seen_;
  std::size_t checked_ = 0;
};

struct Revocation {
  bool revoked = false;  ///< by what is stored: so that the time stamp can't be believed
  std::string sentence;
  bool known = false;             ///< each certificate below the root is said to be good
  std::string against_checker{};  ///< a sentence: what the checker brought says that one was revoked
};

/// RFC 3161, 4: a certificate that was revoked later for another reason than its key does not take back the time stamps
/// before; one whose reason is the key, or is not told, takes back all.
[[nodiscard]] Revocation check_revocation(const Chain& chain, RevocationBook& stored, RevocationBook& brought,
                                          UtcTime stamped);

}  // namespace earwitness::timestamp
