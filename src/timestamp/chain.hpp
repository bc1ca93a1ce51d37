// SPDX-License-Identifier: MIT
//
// Who signed a time stamp, and by which chain of certificates, at the time that it tells itself. For this module and
// tsa alone; pure, one thread an object.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "earwitness/base.hpp"
#include "timestamp/bounds.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/openssl.hpp"

namespace earwitness::timestamp {

struct Chain {
  CertificatesPtr certificates;  ///< the signer first; null: the signature does not hold
  bool known = false;            ///< to one of the checker's
  bool complete = false;         ///< it ends in a root
  std::string why;               ///< where the signature does not hold

  [[nodiscard]] int size() const noexcept { return sk_X509_num(certificates.get()); }
  [[nodiscard]] X509& at(int i) const noexcept { return *sk_X509_value(certificates.get(), i); }
};

[[nodiscard]] bool is_self_signed(const X509& certificate);

/// Certificates that are read once and found by whose they are. Of two that are the same, one is kept.
class CertificateBook {
 public:
  [[nodiscard]] Kept add(std::span<const std::byte> der);
  [[nodiscard]] const std::vector<CertificatePtr>& all() const noexcept { return all_; }
  /// Those of the subject that this certificate names as its issuer, and perhaps others.
  [[nodiscard]] std::vector<X509*> issuers_of(X509& certificate) const;
  /// Whether `issuer` signed that one, and not only has the name of who did. Of two of these it is found out once,
  /// however many tokens ask.
  [[nodiscard]] bool has_signed(X509& issuer, X509& certificate) const;
  /// A time stamp is signed by it, or by one that this one has signed.
  void note_needed(const X509& certificate) const { needed_.insert(&certificate); }
  [[nodiscard]] bool is_needed(const X509& certificate) const { return needed_.contains(&certificate); }
  /// Null: none has this issuer and serial number.
  [[nodiscard]] X509* find(const X509_NAME* issuer, const ASN1_INTEGER* serial) const;

 private:
  std::vector<CertificatePtr> all_;
  std::set<std::string> fingerprints_;
  // What its readers found out; one thread.
  mutable std::set<const X509*> needed_;
  mutable std::map<std::pair<const X509*, const X509*>, bool> signed_;
  std::set<const X509*> own_;
  std::unordered_multimap<unsigned long, X509*> by_subject_;
  std::unordered_multimap<unsigned long, X509*> by_issuer_;
};

/// What the checker believes: certificates that a chain may end in.
class Anchors {
 public:
  /// PEM; what is no certificate is left out.
  explicit Anchors(std::string_view pem);
  [[nodiscard]] bool empty() const noexcept { return empty_; }
  /// To check at `when` alone, while `kept` is there.
  [[nodiscard]] X509_STORE* at(UtcTime when, const CertificateBook& kept) const;

 private:
  StorePtr store_;
  bool empty_ = true;
};

/// Checks the signature, that the certificate may sign nothing but time stamps (critical extended key usage), that the
/// token names it (ESS), and its chain at `when`.
[[nodiscard]] Chain find_chain(PKCS7& token, UtcTime when, const CertificateBook& kept, const Anchors& anchors);

}  // namespace earwitness::timestamp
