// SPDX-License-Identifier: MIT
#include "timestamp/revocation.hpp"

#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "timestamp/strength.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

constexpr const char* not_checked = N_("whether its certificates were revoked is not known: nothing of it is stored");
constexpr const char* nothing_kept =
    N_("whether its certificates were revoked is not known: they name where to ask, and no answer is kept beside it");
/// An answer that does not say when there will be a newer one is of its own day.
constexpr std::chrono::hours without_next{24};
/// An answer has one signer: who tries more has made them to cost time.
constexpr std::size_t max_signers_tried = 16;

std::optional<UtcTime> time_of_any(const ASN1_TIME* time) {
  using TimePtr = std::unique_ptr<ASN1_GENERALIZEDTIME, Freer<ASN1_GENERALIZEDTIME_free>>;
  if (time == nullptr) return std::nullopt;
  const TimePtr general(ASN1_TIME_to_generalizedtime(time, nullptr));
  return general ? time_of(*general) : std::nullopt;
}

template <typename Object, auto Free>
using Owned = std::unique_ptr<Object, Freer<Free>>;

bool is_weak(int signature_algorithm) {
  int digest = NID_undef;
  return OBJ_find_sigid_algs(signature_algorithm, &digest, nullptr) == 1 && is_weak_digest(digest);
}

/// Whether the list is of the part of its issuer's certificates that this one is in (RFC 5280, 5.2.5).
bool is_in_scope(const ISSUING_DIST_POINT& scope, X509& certificate) {
  const bool is_authority = (X509_get_extension_flags(&certificate) & EXFLAG_CA) != 0;
  if (scope.indirectCRL > 0 || scope.onlyattr > 0 || scope.onlysomereasons != nullptr) return false;
  if ((scope.onlyuser > 0 && is_authority) || (scope.onlyCA > 0 && !is_authority)) return false;
  if (scope.distpoint == nullptr) return true;
  constexpr int full_name = 0;
  if (scope.distpoint->type != full_name) return false;
  const Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free> points(
      static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(&certificate, NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; i < sk_DIST_POINT_num(points.get()); ++i) {
    const auto* point = sk_DIST_POINT_value(points.get(), i)->distpoint;
    if (point == nullptr || point->type != full_name) continue;
    for (int j = 0; j < sk_GENERAL_NAME_num(point->name.fullname); ++j) {
      for (int k = 0; k < sk_GENERAL_NAME_num(scope.distpoint->name.fullname); ++k) {
        if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(point->name.fullname, j),
                             sk_GENERAL_NAME_value(scope.distpoint->name.fullname, k)) == 0) {
          return true;
        }
      }
    }
  }
  return false;
}

/// Whether a list that does not name the certificate says thereby that it is good.
bool speaks_of(X509_CRL& crl, X509& certificate) {
  if (is_weak(X509_CRL_get_signature_nid(&crl))) return false;
  for (int i = 0; i < X509_CRL_get_ext_count(&crl); ++i) {
    auto* extension = X509_CRL_get_ext(&crl, i);
    const int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (kind == NID_delta_crl) return false;
    if (kind == NID_issuing_distribution_point) continue;
    if (X509_EXTENSION_get_critical(extension) != 0) return false;
  }
  int critical = 0;
  const Owned<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free> scope(
      static_cast<ISSUING_DIST_POINT*>(X509_CRL_get_ext_d2i(&crl, NID_issuing_distribution_point, &critical, nullptr)));
  constexpr int not_there = -1;
  return scope ? is_in_scope(*scope, certificate) : critical == not_there;
}

Statement word_of_crl(X509_CRL& crl, X509& certificate) {
  Statement word;
  word.told = time_of_any(X509_CRL_get0_lastUpdate(&crl));
  word.next = time_of_any(X509_CRL_get0_nextUpdate(&crl));
  X509_REVOKED* entry = nullptr;
  constexpr int listed = 1;
  if (X509_CRL_get0_by_cert(&crl, &entry, &certificate) != listed) {
    word.speaks = speaks_of(crl, certificate);
    return word;
  }
  word.revoked = true;
  word.since = time_of_any(X509_REVOKED_get0_revocationDate(entry));
  const Owned<ASN1_ENUMERATED, ASN1_ENUMERATED_free> reason(
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
    ASN1_GENERALIZEDTIME* next = nullptr;
    if (!id || OCSP_resp_find_status(&answer, id.get(), &status, &word.reason, &since, &told, &next) != 1) continue;
    if (status == V_OCSP_CERTSTATUS_UNKNOWN) continue;
    word.revoked = status == V_OCSP_CERTSTATUS_REVOKED;
    if (since != nullptr) word.since = time_of(*since);
    if (told != nullptr) word.told = time_of(*told);
    if (next != nullptr) word.next = time_of(*next);
    const ASN1_OBJECT* signature = nullptr;
    X509_ALGOR_get0(&signature, nullptr, nullptr, OCSP_resp_get0_tbs_sigalg(&answer));
    word.speaks = !is_weak(OBJ_obj2nid(signature));
    return word;
  }
  return std::nullopt;
}

/// Whether an answer is signed by whom the chain's authority lets speak, at the time that it was made.
bool is_believed(OCSP_BASICRESP& answer, const Chain& chain) {
  const auto* produced = OCSP_resp_get0_produced_at(&answer);
  const auto when = produced != nullptr ? time_of(*produced) : std::nullopt;
  if (!when) return false;
  const auto anchors = made(StorePtr(X509_STORE_new()));
  X509_STORE_add_cert(anchors.get(), &chain.at(chain.size() - 1));
  auto* parameters = X509_STORE_get0_param(anchors.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::floor<std::chrono::seconds>(*when).time_since_epoch().count());
  return OCSP_basic_verify(&answer, chain.certificates.get(), anchors.get(), 0) == 1;
}

std::string day_of(const std::optional<UtcTime>& time) {
  return time ? base::rfc3339(*time).substr(0, 10) : _("a day that is not told");
}

/// Whether a revocation takes back what was stamped before it.
bool takes_back(const Statement& word, UtcTime stamped) {
  constexpr int harmless[] = {OCSP_REVOKED_STATUS_UNSPECIFIED, OCSP_REVOKED_STATUS_AFFILIATIONCHANGED,
                              OCSP_REVOKED_STATUS_SUPERSEDED, OCSP_REVOKED_STATUS_CESSATIONOFOPERATION};
  const bool about_the_key = std::find(std::begin(harmless), std::end(harmless), word.reason) == std::end(harmless);
  return about_the_key || !word.since || *word.since <= stamped;
}

/// Whether an answer that a certificate is good is of the time stamp's time: not one that was out of date by then, nor
/// one from after the certificate's end, when lists leave it out.
bool covers(const Statement& word, const X509& certificate, UtcTime stamped) {
  if (word.revoked) return !takes_back(word, stamped);
  if (!word.speaks || !word.told) return false;
  const auto end = time_of_any(X509_get0_notAfter(&certificate));
  if (end && *word.told > *end) return false;
  return word.next.value_or(*word.told + without_next) >= stamped;
}

bool names_where_to_ask(const Chain& chain) {
  const int below_the_root = std::max(chain.size() - (chain.complete ? 1 : 0), 1);
  for (int i = 0; i < below_the_root; ++i) {
    for (const int extension : {NID_crl_distribution_points, NID_info_access}) {
      if (X509_get_ext_by_NID(&chain.at(i), extension, -1) >= 0) return true;
    }
  }
  return false;
}

}  // namespace

Kept RevocationBook::add_crl(std::span<const std::byte> der) {
  const auto hash = crypto::sha256(der);
  if (seen_.contains(hash)) return Kept::yes;
  auto crl = from_der<CrlPtr>(der, d2i_X509_CRL);
  (void)last_error();
  if (!crl) return Kept::unreadable;
  if (source_ == Source::folder && !is_within_bounds(*crl)) return Kept::too_large;
  seen_.insert(hash);
  const auto issuer = X509_NAME_hash_ex(X509_CRL_get_issuer(crl.get()), nullptr, nullptr, nullptr);
  crls_.emplace(issuer, Crl{std::move(crl), {}});
  return Kept::yes;
}

Kept RevocationBook::add_ocsp(std::span<const std::byte> der) {
  const auto hash = crypto::sha256(der);
  if (seen_.contains(hash)) return Kept::yes;
  const auto response = from_der<OcspPtr>(der, d2i_OCSP_RESPONSE);
  OcspBasicPtr answer(response ? OCSP_response_get1_basic(response.get()) : nullptr);
  (void)last_error();
  if (!response) return Kept::unreadable;
  if (source_ == Source::folder && answer && !is_within_bounds(*answer)) return Kept::too_large;
  seen_.insert(hash);
  if (answer) answers_.push_back({std::move(answer), {}});
  return Kept::yes;
}

std::vector<Statement> RevocationBook::statements(const Chain& chain, int index) {
  std::vector<Statement> words;
  auto& certificate = chain.at(index);
  auto& issuer = chain.at(index + 1);
  const auto issuer_print = fingerprint_of(issuer);
  const auto [first, last] = crls_.equal_range(X509_subject_name_hash(&issuer));
  for (auto at = first; at != last; ++at) {
    auto& kept = at->second;
    if (X509_NAME_cmp(X509_CRL_get_issuer(kept.crl.get()), X509_get_subject_name(&issuer)) != 0) continue;
    auto known = kept.signed_by.find(issuer_print);
    if (known == kept.signed_by.end()) {
      if (kept.signed_by.size() >= max_signers_tried) continue;
      ++checked_;
      const bool is_its = X509_CRL_verify(kept.crl.get(), X509_get0_pubkey(&issuer)) == 1;
      known = kept.signed_by.emplace(issuer_print, is_its).first;
    }
    if (known->second) words.push_back(word_of_crl(*kept.crl, certificate));
  }
  std::string prints;
  for (int i = 0; !answers_.empty() && i < chain.size(); ++i) prints += fingerprint_of(chain.at(i));
  for (auto& kept : answers_) {
    auto word = word_of_ocsp(*kept.answer, certificate, issuer);
    if (!word) continue;
    auto known = kept.believed_in.find(prints);
    if (known == kept.believed_in.end()) {
      if (kept.believed_in.size() >= max_signers_tried) continue;
      ++checked_;
      known = kept.believed_in.emplace(prints, is_believed(*kept.answer, chain)).first;
    }
    if (known->second) words.push_back(*word);
  }
  (void)last_error();
  return words;
}

Revocation check_revocation(const Chain& chain, RevocationBook& stored, RevocationBook& brought, UtcTime stamped) {
  Revocation found;
  std::optional<UtcTime> oldest;
  int good = 0;
  for (int i = 0; i + 1 < chain.size(); ++i) {
    auto& certificate = chain.at(i);
    const auto by_others = brought.statements(chain, i);
    for (const auto& word : by_others) {
      if (!word.revoked || !takes_back(word, stamped)) continue;
      found.against_checker = tr("the certificate {} was revoked on {}, says a list that was brought to check it",
                                 name_of(certificate), day_of(word.since));
    }
    auto words = stored.statements(chain, i);
    for (const auto& word : words) {
      if (!word.revoked || !takes_back(word, stamped)) continue;
      return {true, tr("the certificate {} was revoked on {}", name_of(certificate), day_of(word.since))};
    }
    words.insert(words.end(), by_others.begin(), by_others.end());
    std::optional<UtcTime> told;
    for (const auto& word : words) {
      if (covers(word, certificate, stamped) && word.told && (!told || *word.told < *told)) told = word.told;
    }
    if (!told) continue;
    ++good;
    if (!oldest || *told < *oldest) oldest = told;
  }
  if (good == 0) {
    found.sentence = stored.empty() && names_where_to_ask(chain) ? _(nothing_kept) : _(not_checked);
    return found;
  }
  const bool all = good == chain.size() - 1;
  found.known = all && chain.complete;
  found.sentence =
      tr("{} of its certificates was revoked, as told on {}", all ? "none" : _("none that is told"), day_of(oldest));
  return found;
}

}  // namespace earwitness::timestamp
