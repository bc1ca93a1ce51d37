// SPDX-License-Identifier: MIT
#include "timestamp/check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "timestamp/bounds.hpp"
#include "timestamp/chain.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/openssl.hpp"
#include "timestamp/revocation.hpp"
#include "timestamp/strength.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

struct TokenChecker::State {
  explicit State(const Trust& trust) : anchors(trust.roots_pem), now(trust.now) {
    for (const auto& file : trust.crls) {
      for (const auto& der : read_crls(file)) (void)brought.add_crl(der);
    }
  }

  /// What became of the worst of it. The rest is taken all the same.
  Kept keep(const Evidence& evidence) {
    auto worst = Kept::yes;
    for (const auto& der : evidence.certificates) worst = std::max(worst, certificates.add(der));
    for (const auto& der : evidence.crls) worst = std::max(worst, stored.add_crl(der));
    for (const auto& der : evidence.ocsp_responses) worst = std::max(worst, stored.add_ocsp(der));
    return worst;
  }

  Anchors anchors;
  std::optional<UtcTime> now;
  CertificateBook certificates;
  RevocationBook stored{RevocationBook::Source::folder};
  RevocationBook brought{RevocationBook::Source::checker};
};

namespace {

TokenCheck refused(TokenCheck check, std::string why) {
  check.why = base::printable(why);
  return check;
}

void weigh_time(const Token& token, const std::optional<UtcTime>& now, std::vector<std::string>& weaknesses) {
  if (!token.accuracy_readable) weaknesses.emplace_back(_("how exact its time is can't be read"));
  if (token.accuracy && *token.accuracy > max_accuracy) {
    weaknesses.push_back(tr("its authority vouches for its time to {:.0f} seconds only",
                            std::chrono::duration<double>(*token.accuracy).count()));
  }
  if (now && token.gen_time > *now + ahead_tolerance) {
    weaknesses.push_back(tr("it is of {}, which this computer's clock has not reached", base::rfc3339(token.gen_time)));
  }
}

}  // namespace

TokenChecker::TokenChecker(const Trust& trust) : state_(std::make_unique<State>(trust)) {}
TokenChecker::~TokenChecker() = default;
TokenChecker::TokenChecker(TokenChecker&&) noexcept = default;
TokenChecker& TokenChecker::operator=(TokenChecker&&) noexcept = default;

std::string TokenChecker::keep(std::string_view evidence_file) {
  auto reading = read_evidence_file(evidence_file);
  if (!reading.why.empty()) return reading.why;
  switch (state_->keep(reading.evidence)) {
    case Kept::unreadable:
      return _("one of its blocks can't be read");
    case Kept::too_large:
      return _("one of its blocks is larger than that of an authority may be");
    case Kept::yes:
      break;
  }
  return {};
}

void TokenChecker::keep_blocks(std::string_view pem) { (void)state_->keep(read_evidence(pem)); }

std::size_t TokenChecker::needless_certificates() const noexcept {
  const auto& all = state_->certificates.all();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const CertificatePtr& each) { return !state_->certificates.is_needed(*each); }));
}

std::size_t TokenChecker::answers_checked() const noexcept {
  return state_->stored.checked() + state_->brought.checked();
}

TokenCheck TokenChecker::check(std::span<const std::byte> der, const crypto::Digest& imprint) const {
  TokenCheck result;
  auto reading = read_any(der);
  if (!reading.token) return refused(std::move(result), std::move(reading.why));
  result.token = std::move(reading.token);
  const auto& token = *result.token;
  if (!token.imprint) return refused(std::move(result), _("it is not over a SHA-256"));
  if (*token.imprint != imprint) return refused(std::move(result), _("it is a time stamp of something else"));
  const auto wire = from_der<SignedPtr>(token.der, d2i_PKCS7);
  if (!wire) return refused(std::move(result), _("it is not a time stamp"));
  if (!are_within_bounds(wire->d.sign->cert))
    return refused(std::move(result), _("one of its certificates is larger than that of an authority may be"));
  const auto chain = find_chain(*wire, token.gen_time, state_->certificates, state_->anchors);
  if (!chain.certificates) {
    auto why = tr("its signature or its certificates do not hold at its own time: {}", chain.why);
    return refused(std::move(result), std::move(why));
  }
  auto revocation = check_revocation(chain, state_->stored, state_->brought, token.gen_time);
  if (revocation.revoked) return refused(std::move(result), std::move(revocation.sentence));
  if (chain.complete) {
    const auto& root = chain.at(chain.size() - 1);
    result.root = name_of(root);
    result.root_fingerprint = fingerprint_of(root);
  }
  result.root_known = chain.known;
  result.revocation = base::printable(revocation.sentence);
  result.revocation_known = revocation.known;
  result.weaknesses = weaknesses_of(*wire, chain);
  weigh_time(token, state_->now, result.weaknesses);
  if (!revocation.against_checker.empty()) result.weaknesses.push_back(std::move(revocation.against_checker));
  for (auto& weakness : result.weaknesses) weakness = base::printable(weakness);
  result.valid = true;
  return result;
}

TokenCheck check(std::span<const std::byte> der, const crypto::Digest& imprint, std::string_view evidence_pem,
                 std::string_view roots_pem) {
  TokenChecker checker(Trust{roots_pem, {}, {}});
  checker.keep_blocks(evidence_pem);
  return checker.check(der, imprint);
}

}  // namespace earwitness::timestamp
