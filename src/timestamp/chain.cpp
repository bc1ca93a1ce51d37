// SPDX-License-Identifier: MIT
#include "timestamp/chain.hpp"

#include <fmt/format.h>

#include <chrono>

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

/// All that came with the token and that lies beside it.
CertificatesPtr all_certificates(PKCS7& token, const Evidence& evidence) {
  auto all = certificates_of(evidence.certificates);
  const auto* own = token.d.sign->cert;
  for (int i = 0; i < sk_X509_num(own); ++i) add(all.get(), sk_X509_value(own, i));
  return all;
}

StorePtr store_at(UtcTime when, unsigned long flags) {
  auto store = made(StorePtr(X509_STORE_new()));
  auto* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(
                                             std::chrono::time_point_cast<std::chrono::system_clock::duration>(
                                                 std::chrono::floor<std::chrono::seconds>(when))));
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  return store;
}

enum class Anchors { given, self_signed, any };

StorePtr store_with(STACK_OF(X509) * certificates, Anchors which, UtcTime when) {
  auto store = store_at(when, which == Anchors::self_signed ? 0UL : X509_V_FLAG_PARTIAL_CHAIN);
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    auto* certificate = sk_X509_value(certificates, i);
    if (which == Anchors::self_signed && !is_self_signed(*certificate)) continue;
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
bool holds(PKCS7& token, STACK_OF(X509) * untrusted, Chain& chain) {
  X509* signer = nullptr;
  const bool signed_by = TS_RESP_verify_signature(&token, untrusted, chain.anchors.get(), &signer) == 1;
  const CertificatePtr owner(signer);
  if (signed_by) chain.certificates = chain_to(chain.anchors.get(), signer, untrusted);
  chain.why = chain.certificates ? std::string() : last_error();
  return chain.certificates != nullptr;
}

}  // namespace

CertificatesPtr certificates_of(const std::vector<std::vector<std::byte>>& ders) {
  auto stack = made(CertificatesPtr(sk_X509_new_null()));
  for (const auto& der : ders) {
    const auto certificate = from_der<CertificatePtr>(der, d2i_X509);
    if (certificate) add(stack.get(), certificate.get());
  }
  (void)last_error();
  return stack;
}

bool is_self_signed(const X509& certificate) {
  // OpenSSL keeps what it finds out about a certificate inside of it.
  return (X509_get_extension_flags(const_cast<X509*>(&certificate)) & EXFLAG_SS) != 0;
}

Chain find_chain(PKCS7& token, UtcTime when, const Evidence& evidence, const Evidence& roots) {
  const auto untrusted = all_certificates(token, evidence);
  const auto known = certificates_of(roots.certificates);
  Chain chain;
  chain.anchors = store_with(known.get(), Anchors::given, when);
  if (sk_X509_num(known.get()) > 0 && holds(token, untrusted.get(), chain)) {
    chain.known = chain.complete = true;
    return chain;
  }
  chain.anchors = store_with(untrusted.get(), Anchors::self_signed, when);
  if (holds(token, untrusted.get(), chain)) {
    chain.complete = true;
    return chain;
  }
  chain.anchors = store_with(untrusted.get(), Anchors::any, when);
  (void)holds(token, untrusted.get(), chain);
  return chain;
}

}  // namespace earwitness::timestamp
