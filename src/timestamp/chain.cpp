// SPDX-License-Identifier: MIT
#include "timestamp/chain.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/limits.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

void add(STACK_OF(X509) * stack, X509* certificate) {
  X509_up_ref(certificate);
  if (sk_X509_push(stack, certificate) <= 0) {
    X509_free(certificate);
    throw std::bad_alloc();
  }
}

void set_time(X509_STORE& store, UtcTime when) {
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(&store),
                             std::chrono::system_clock::to_time_t(std::chrono::time_point_cast<std::chrono::seconds>(
                                 std::chrono::floor<std::chrono::seconds>(when))));
}

/// The one that the token says it is signed by; null where it is nowhere.
X509* signer_in(PKCS7& token, const CertificateBook& kept) {
  const auto* signers = PKCS7_get_signer_info(&token);
  if (sk_PKCS7_SIGNER_INFO_num(signers) != 1) return nullptr;
  const auto* named = sk_PKCS7_SIGNER_INFO_value(signers, 0)->issuer_and_serial;
  if (named == nullptr) return nullptr;
  auto* own = X509_find_by_issuer_and_serial(token.d.sign->cert, named->issuer, named->serial);
  auto* there = kept.find(named->issuer, named->serial);
  if (there != nullptr) kept.note_needed(*there);
  return own != nullptr ? own : there;
}

/// Whether this one signed that one, and not only has the name of who did.
bool signed_it(X509& candidate, X509& certificate) {
  const bool holds = X509_verify(&certificate, X509_get0_pubkey(&candidate)) == 1;
  (void)last_error();
  return holds;
}

/// The signer and whoever may have issued it, and so on: of all that lies beside a token, only these are looked at.
CertificatesPtr candidates(PKCS7& token, const CertificateBook& kept) {
  auto found = made(CertificatesPtr(sk_X509_new_null()));
  auto* signer = signer_in(token, kept);
  if (signer == nullptr) return found;
  add(found.get(), signer);
  // Also those that no chain goes through in the end, as where a root is believed that another one signed, too.
  std::set<X509*> above_signer{signer};
  const auto note_issuer = [&](X509* certificate, X509* candidate, bool is_kept) {
    if (!above_signer.contains(certificate)) return false;
    const bool holds = is_kept ? kept.has_signed(*candidate, *certificate) : signed_it(*candidate, *certificate);
    if (holds) above_signer.insert(candidate);
    return holds;
  };
  const auto add_new = [&](X509* candidate) {
    const int max = static_cast<int>(limits::time_stamp_chain_candidates);
    for (int i = 0; i < sk_X509_num(found.get()); ++i) {
      if (X509_cmp(sk_X509_value(found.get(), i), candidate) == 0) return;
    }
    if (sk_X509_num(found.get()) < max) add(found.get(), candidate);
  };
  const auto* own = token.d.sign->cert;
  for (int i = 0; i < sk_X509_num(found.get()); ++i) {
    auto* certificate = sk_X509_value(found.get(), i);
    const auto* issuer = X509_get_issuer_name(certificate);
    for (int j = 0; j < sk_X509_num(own); ++j) {
      auto* candidate = sk_X509_value(own, j);
      if (X509_NAME_cmp(X509_get_subject_name(candidate), issuer) != 0) continue;
      (void)note_issuer(certificate, candidate, false);
      add_new(candidate);
    }
    for (auto* candidate : kept.issuers_of(*certificate)) {
      if (note_issuer(certificate, candidate, true)) kept.note_needed(*candidate);
      add_new(candidate);
    }
  }
  return found;
}

/// Where a store has the certificates whose signatures on each other are found out once.
int place_of_book() {
  static const int place = X509_STORE_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return place;
}

int refuse(X509_STORE_CTX* context, X509* certificate, int depth, int error) {
  X509_STORE_CTX_set_error(context, error);
  X509_STORE_CTX_set_error_depth(context, depth);
  X509_STORE_CTX_set_current_cert(context, certificate);
  return 0;
}

/// What OpenSSL does by itself once it has found a path: each certificate is of the time that counts, may sign the one
/// below it, and has signed it. It would compute each signature anew for each token.
int check_signatures(X509_STORE_CTX* context) {
  const auto& kept =
      *static_cast<const CertificateBook*>(X509_STORE_get_ex_data(X509_STORE_CTX_get0_store(context), place_of_book()));
  const auto* chain = X509_STORE_CTX_get0_chain(context);
  auto when = X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context));
  const int size = sk_X509_num(chain);
  for (int i = size - 1; i >= 0; --i) {
    auto* certificate = sk_X509_value(chain, i);
    if (i + 1 < size) {
      auto* issuer = sk_X509_value(chain, i + 1);
      const bool may_sign = (X509_get_key_usage(issuer) & KU_KEY_CERT_SIGN) != 0;  // without the extension all are set
      if (!may_sign) return refuse(context, certificate, i + 1, X509_V_ERR_KEYUSAGE_NO_CERTSIGN);
      if (!kept.has_signed(*issuer, *certificate)) {
        return refuse(context, certificate, i, X509_V_ERR_CERT_SIGNATURE_FAILURE);
      }
    }
    const int begun = X509_cmp_time(X509_get0_notBefore(certificate), &when);  // 0: it can't be read
    if (begun == 0) return refuse(context, certificate, i, X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD);
    if (begun > 0) return refuse(context, certificate, i, X509_V_ERR_CERT_NOT_YET_VALID);
    const int ends = X509_cmp_time(X509_get0_notAfter(certificate), &when);
    if (ends == 0) return refuse(context, certificate, i, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD);
    if (ends < 0) return refuse(context, certificate, i, X509_V_ERR_CERT_HAS_EXPIRED);
  }
  return 1;
}

void keep_signatures(X509_STORE& store, const CertificateBook& kept) {
  X509_STORE_set_ex_data(&store, place_of_book(), const_cast<CertificateBook*>(&kept));
  X509_STORE_set_verify(&store, check_signatures);
}

StorePtr store_with(STACK_OF(X509) * certificates, bool roots_alone, UtcTime when, const CertificateBook& kept) {
  auto store = made(StorePtr(X509_STORE_new()));
  keep_signatures(*store, kept);
  set_time(*store, when);
  if (!roots_alone) X509_VERIFY_PARAM_set_flags(X509_STORE_get0_param(store.get()), X509_V_FLAG_PARTIAL_CHAIN);
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    auto* certificate = sk_X509_value(certificates, i);
    if (roots_alone && !is_self_signed(*certificate)) continue;
    X509_STORE_add_cert(store.get(), certificate);
  }
  return store;
}

/// The chain that the signature was just led back by.
CertificatesPtr chain_to(X509_STORE* anchors, X509* signer, STACK_OF(X509) * untrusted) {
  const auto context = made(StoreContextPtr(X509_STORE_CTX_new()));
  if (X509_STORE_CTX_init(context.get(), anchors, signer, untrusted) != 1) return nullptr;
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_TIMESTAMP_SIGN);
  if (X509_verify_cert(context.get()) != 1) return nullptr;
  return CertificatesPtr(X509_STORE_CTX_get1_chain(context.get()));
}

/// The signature by a chain to these anchors; `why` where it does not hold.
bool holds(PKCS7& token, STACK_OF(X509) * untrusted, X509_STORE* anchors, Chain& chain) {
  X509* signer = nullptr;
  const bool signed_by = TS_RESP_verify_signature(&token, untrusted, anchors, &signer) == 1;
  const CertificatePtr owner(signer);
  if (signed_by) chain.certificates = chain_to(anchors, signer, untrusted);
  chain.why = chain.certificates ? std::string() : last_error();
  return chain.certificates != nullptr;
}

}  // namespace

bool is_self_signed(const X509& certificate) {
  // OpenSSL keeps what it finds out about a certificate inside of it.
  return (X509_get_extension_flags(const_cast<X509*>(&certificate)) & EXFLAG_SS) != 0;
}

Kept CertificateBook::add(std::span<const std::byte> der) {
  auto certificate = from_der<CertificatePtr>(der, d2i_X509);
  (void)last_error();
  if (!certificate) return Kept::unreadable;
  if (!is_within_bounds(*certificate)) return Kept::too_large;
  if (!fingerprints_.insert(fingerprint_of(*certificate)).second) return Kept::yes;
  by_subject_.emplace(X509_subject_name_hash(certificate.get()), certificate.get());
  by_issuer_.emplace(X509_issuer_name_hash(certificate.get()), certificate.get());
  own_.insert(certificate.get());
  all_.push_back(std::move(certificate));
  return Kept::yes;
}

bool CertificateBook::has_signed(X509& issuer, X509& certificate) const {
  const bool are_ours = own_.contains(&certificate) && own_.contains(&issuer);
  if (!are_ours) return signed_it(issuer, certificate);
  const auto [at, is_new] = signed_.try_emplace({&issuer, &certificate}, false);
  if (is_new) at->second = signed_it(issuer, certificate);
  return at->second;
}

std::vector<X509*> CertificateBook::issuers_of(X509& certificate) const {
  std::vector<X509*> found;
  const auto [first, last] = by_subject_.equal_range(X509_issuer_name_hash(&certificate));
  for (auto at = first; at != last && found.size() < limits::time_stamp_chain_candidates; ++at) {
    found.push_back(at->second);
  }
  return found;
}

X509* CertificateBook::find(const X509_NAME* issuer, const ASN1_INTEGER* serial) const {
  const auto [first, last] = by_issuer_.equal_range(X509_NAME_hash_ex(issuer, nullptr, nullptr, nullptr));
  for (auto at = first; at != last; ++at) {
    const bool is_it = ASN1_INTEGER_cmp(X509_get0_serialNumber(at->second), serial) == 0 &&
                       X509_NAME_cmp(X509_get_issuer_name(at->second), issuer) == 0;
    if (is_it) return at->second;
  }
  return nullptr;
}

Anchors::Anchors(std::string_view pem) : store_(made(StorePtr(X509_STORE_new()))) {
  X509_VERIFY_PARAM_set_flags(X509_STORE_get0_param(store_.get()), X509_V_FLAG_PARTIAL_CHAIN);
  for (const auto& der : read_blocks(pem, limits::trusted_certificates).certificates) {
    const auto certificate = from_der<CertificatePtr>(der, d2i_X509);
    if (!certificate) continue;
    X509_STORE_add_cert(store_.get(), certificate.get());
    empty_ = false;
  }
  (void)last_error();
}

X509_STORE* Anchors::at(UtcTime when, const CertificateBook& kept) const {
  keep_signatures(*store_, kept);
  set_time(*store_, when);
  return store_.get();
}

Chain find_chain(PKCS7& token, UtcTime when, const CertificateBook& kept, const Anchors& anchors) {
  const auto untrusted = candidates(token, kept);
  Chain chain;
  if (!anchors.empty() && holds(token, untrusted.get(), anchors.at(when, kept), chain)) {
    chain.known = chain.complete = true;
    return chain;
  }
  const auto roots = store_with(untrusted.get(), true, when, kept);
  if (holds(token, untrusted.get(), roots.get(), chain)) {
    chain.complete = true;
    return chain;
  }
  const auto any = store_with(untrusted.get(), false, when, kept);
  (void)holds(token, untrusted.get(), any.get(), chain);
  return chain;
}

}  // namespace earwitness::timestamp
