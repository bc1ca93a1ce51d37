// SPDX-License-Identifier: MIT
#include "timestamp/check.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "timestamp/chain.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/openssl.hpp"
#include "timestamp/revocation.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

TokenCheck refused(TokenCheck check, std::string why) {
  check.why = base::printable(why);
  return check;
}

}  // namespace

TokenCheck check(std::span<const std::byte> der, const crypto::Digest& imprint, std::string_view evidence_pem,
                 std::string_view roots_pem) {
  TokenCheck result;
  auto reading = read_any(der);
  if (!reading.token) return refused(std::move(result), std::move(reading.why));
  result.token = std::move(reading.token);
  const auto& token = *result.token;
  if (!token.imprint) return refused(std::move(result), _("it is not over a SHA-256"));
  if (*token.imprint != imprint) return refused(std::move(result), _("it is a time stamp of something else"));
  const auto wire = from_der<SignedPtr>(token.der, d2i_PKCS7);
  if (!wire) return refused(std::move(result), _("it is not a time stamp"));
  const auto evidence = read_evidence(evidence_pem);
  const auto chain = find_chain(*wire, token.gen_time, evidence, read_evidence(roots_pem));
  if (!chain.certificates) {
    auto why = tr("its signature or its certificates do not hold at its own time: {}", chain.why);
    return refused(std::move(result), std::move(why));
  }
  auto revocation = check_revocation(chain, evidence, token.gen_time);
  if (revocation.revoked) return refused(std::move(result), std::move(revocation.sentence));
  if (chain.complete) {
    const auto& root = *sk_X509_value(chain.certificates.get(), sk_X509_num(chain.certificates.get()) - 1);
    result.root = name_of(root);
    result.root_fingerprint = fingerprint_of(root);
  }
  result.root_known = chain.known;
  result.revocation = base::printable(revocation.sentence);
  result.valid = true;
  return result;
}

}  // namespace earwitness::timestamp
