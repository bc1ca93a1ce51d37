// SPDX-License-Identifier: MIT
#include "timestamp/revocation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

constexpr const char* not_checked = N_("whether its certificates were revoked is not known: nothing of it is stored");

/// What one answer says of one certificate.
struct Statement {
  bool revoked = false;
  int reason = -1;  ///< RFC 5280, 5.3.1; -1: none told
  std::optional<UtcTime> since;
  std::optional<UtcTime> told;
};

std::optional<UtcTime> time_of_any(const ASN1_TIME* time) {
  using TimePtr = std::unique_ptr<ASN1_GENERALIZEDTIME, Freer<ASN1_GENERALIZEDTIME_free>>;
  if (time == nullptr) return std::nullopt;
  const TimePtr general(ASN1_TIME_to_generalizedtime(time, nullptr));
  return general ? time_of(*general) : std::nullopt;
}

std::optional<Statement> word_of_crl(X509_CRL& crl, X509& certificate, X509& issuer) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(&crl), X509_get_subject_name(&issuer)) != 0) return std::nullopt;
  if (X509_CRL_verify(&crl, X509_get0_pubkey(&issuer)) != 1) return std::nullopt;
  Statement word;
  word.told = time_of_any(X509_CRL_get0_lastUpdate(&crl));
  X509_REVOKED* entry = nullptr;
  constexpr int listed = 1;
  if (X509_CRL_get0_by_cert(&crl, &entry, &certificate) != listed) return word;
  word.revoked = true;
  word.since = time_of_any(X509_REVOKED_get0_revocationDate(entry));
  using ReasonPtr = std::unique_ptr<ASN1_ENUMERATED, Freer<ASN1_ENUMERATED_free>>;
  const ReasonPtr reason(
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
  if (reason) word.reason = static_cast<int>(ASN1_ENUMERATED_get(reason.get()));
  return word;
}

std::optional<Statement> word_of_ocsp(OCSP_BASICRESP& answer, X509& certificate, X509& issuer) {
  using IdPtr = std::unique_ptr<OCSP_CERTID, Freer<OCSP_CERTID_free>>;
  for (const auto* algorithm : {EVP_sha1(), EVP_sha256()}) {
    const IdPtr id(OCSP_cert_to_id(algorithm, &certificate, &issuer));
    int status = 0;
    Statement word;
    ASN1_GENERALIZEDTIME* since = nullptr;
    ASN1_GENERALIZEDTIME* told = nullptr;
    if (!id || OCSP_resp_find_status(&answer, id.get(), &status, &word.reason, &since, &told, nullptr) != 1) continue;
    if (status == V_OCSP_CERTSTATUS_UNKNOWN) continue;
    word.revoked = status == V_OCSP_CERTSTATUS_REVOKED;
    if (since != nullptr) word.since = time_of(*since);
    if (told != nullptr) word.told = time_of(*told);
    return word;
  }
  return std::nullopt;
}

/// An answer that is signed by whom the chain's authority lets speak, at the time that it was made.
OcspBasicPtr believed(OCSP_RESPONSE& response, const Chain& chain) {
  OcspBasicPtr answer(OCSP_response_get1_basic(&response));
  if (!answer) return nullptr;
  const auto* produced = OCSP_resp_get0_produced_at(answer.get());
  const auto when = produced != nullptr ? time_of(*produced) : std::nullopt;
  if (!when) return nullptr;
  const auto anchors = made(StorePtr(X509_STORE_new()));
  X509_STORE_add_cert(anchors.get(),
                      sk_X509_value(chain.certificates.get(), sk_X509_num(chain.certificates.get()) - 1));
  auto* parameters = X509_STORE_get0_param(anchors.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::floor<std::chrono::seconds>(*when).time_since_epoch().count());
  if (OCSP_basic_verify(answer.get(), chain.certificates.get(), anchors.get(), 0) != 1) return nullptr;
  return answer;
}

std::vector<Statement> words_on(X509& certificate, X509& issuer, const Chain& chain, const Evidence& evidence) {
  std::vector<Statement> words;
  for (const auto& der : evidence.crls) {
    const auto crl = from_der<CrlPtr>(der, d2i_X509_CRL);
    if (!crl) continue;
    if (auto word = word_of_crl(*crl, certificate, issuer)) words.push_back(*word);
  }
  for (const auto& der : evidence.ocsp_responses) {
    const auto response = from_der<OcspPtr>(der, d2i_OCSP_RESPONSE);
    const auto answer = response ? believed(*response, chain) : nullptr;
    if (!answer) continue;
    if (auto word = word_of_ocsp(*answer, certificate, issuer)) words.push_back(*word);
  }
  (void)last_error();
  return words;
}

std::string day_of(const std::optional<UtcTime>& time) {
  return time ? base::rfc3339(*time).substr(0, 10) : _(_("a day that is not told"));
}

/// Whether a revocation takes back what was stamped before it.
bool takes_back(const Statement& word, UtcTime stamped) {
  constexpr int harmless[] = {OCSP_REVOKED_STATUS_UNSPECIFIED, OCSP_REVOKED_STATUS_AFFILIATIONCHANGED,
                              OCSP_REVOKED_STATUS_SUPERSEDED, OCSP_REVOKED_STATUS_CESSATIONOFOPERATION};
  const bool about_the_key = std::find(std::begin(harmless), std::end(harmless), word.reason) == std::end(harmless);
  return about_the_key || !word.since || *word.since <= stamped;
}

}  // namespace

Revocation check_revocation(const Chain& chain, const Evidence& evidence, UtcTime stamped) {
  if (!chain.complete) return {false, _(not_checked)};
  const int count = sk_X509_num(chain.certificates.get());
  std::optional<UtcTime> oldest;
  int spoken_of = 0;
  for (int i = 0; i + 1 < count; ++i) {
    auto& certificate = *sk_X509_value(chain.certificates.get(), i);
    const auto words = words_on(certificate, *sk_X509_value(chain.certificates.get(), i + 1), chain, evidence);
    for (const auto& word : words) {
      if (!word.revoked || !takes_back(word, stamped)) continue;
      return {true, tr("the certificate {} was revoked on {}", name_of(certificate), day_of(word.since))};
    }
    if (words.empty()) continue;
    ++spoken_of;
    for (const auto& word : words) {
      if (word.told && (!oldest || *word.told < *oldest)) oldest = word.told;
    }
  }
  if (spoken_of == 0) return {false, _(not_checked)};
  const bool all = spoken_of == count - 1;
  return {false, tr("{} of its certificates was revoked, as told on {}", all ? "none" : _("none that is told"),
                    day_of(oldest))};
}

}  // namespace earwitness::timestamp
