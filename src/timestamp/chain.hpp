// SPDX-License-Identifier: MIT
//
// Who signed a time stamp, and by which chain of certificates, at the time that it tells itself. For this module and
// tsa alone; pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "earwitness/base.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/openssl.hpp"

namespace earwitness::timestamp {

struct Chain {
  CertificatesPtr certificates;  ///< the signer first; null: the signature does not hold
  StorePtr anchors;              ///< what it was led back to
  bool known = false;            ///< to one of the checker's
  bool complete = false;         ///< it ends in a root
  std::string why;               ///< where the signature does not hold
};

/// The certificates of these DERs; what is none is left out.
[[nodiscard]] CertificatesPtr certificates_of(const std::vector<std::vector<std::byte>>& ders);
[[nodiscard]] bool is_self_signed(const X509& certificate);

/// Checks the signature, that the certificate may sign nothing but time stamps (critical extended key usage), that the
/// token names it (ESS), and its chain at `when`.
[[nodiscard]] Chain find_chain(PKCS7& token, UtcTime when, const Evidence& evidence, const Evidence& roots);

}  // namespace earwitness::timestamp
