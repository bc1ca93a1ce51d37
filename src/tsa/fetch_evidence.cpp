// SPDX-License-Identifier: MIT

#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "timestamp/chain.hpp"
#include "timestamp/openssl.hpp"
#include "timestamp/text.hpp"
#include "tsa/ask.hpp"
#include "tsa/http.hpp"

namespace earwitness::tsa {

using namespace timestamp;

namespace {

constexpr int max_chain = 6;
constexpr std::size_t max_certificate_bytes = 64 * 1024;
constexpr std::size_t max_revocation_bytes = 1024 * 1024;

using AccessPtr = std::unique_ptr<AUTHORITY_INFO_ACCESS, Freer<AUTHORITY_INFO_ACCESS_free>>;
using PointsPtr = std::unique_ptr<CRL_DIST_POINTS, Freer<CRL_DIST_POINTS_free>>;
using OcspRequestPtr = std::unique_ptr<OCSP_REQUEST, Freer<OCSP_REQUEST_free>>;

std::string address_of(const GENERAL_NAME* name) {
  if (name->type != GEN_URI) return {};
  const auto* text = name->d.uniformResourceIdentifier;
  std::string url(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                  static_cast<std::size_t>(ASN1_STRING_length(text)));
  return is_web_address(url) ? url : std::string();
}

/// The first web address that the certificate gives for `method`; empty without one.
std::string access_of(X509* certificate, int method) {
  const AccessPtr access(
      static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const auto* entry = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    if (OBJ_obj2nid(entry->method) != method) continue;
    if (auto url = address_of(entry->location); !url.empty()) return url;
  }
  return {};
}

std::string crl_address_of(X509* certificate) {
  const PointsPtr points(
      static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; i < sk_DIST_POINT_num(points.get()); ++i) {
    const auto* point = sk_DIST_POINT_value(points.get(), i)->distpoint;
    constexpr int full_name = 0;
    if (point == nullptr || point->type != full_name) continue;
    for (int j = 0; j < sk_GENERAL_NAME_num(point->name.fullname); ++j) {
      if (auto url = address_of(sk_GENERAL_NAME_value(point->name.fullname, j)); !url.empty()) return url;
    }
  }
  return {};
}

class Gatherer {
 public:
  Gatherer(const AskLimits& limits, const std::atomic<bool>& cancelled) : limits_(limits), cancelled_(cancelled) {}

  Evidence of(PKCS7& token) {
    const BorrowedPtr signers(PKCS7_get0_signers(&token, nullptr, 0));
    if (sk_X509_num(signers.get()) != 1) return {};
    auto* at = sk_X509_value(signers.get(), 0);
    X509_up_ref(at);
    CertificatePtr certificate(at);
    for (int length = 0; certificate && length < max_chain && !cancelled_; ++length) {
      evidence_.certificates.push_back(der_of(certificate.get(), i2d_X509));
      if (is_self_signed(*certificate)) break;
      auto issuer = issuer_of(*certificate, token.d.sign->cert);
      if (issuer) ask_about(*certificate, *issuer);
      certificate = std::move(issuer);
    }
    return std::move(evidence_);
  }

 private:
  /// Among those that came with the token, else from where the certificate says.
  CertificatePtr issuer_of(X509& certificate, STACK_OF(X509) * at_hand) {
    for (int i = 0; i < sk_X509_num(at_hand); ++i) {
      auto* candidate = sk_X509_value(at_hand, i);
      if (!is_issuer(*candidate, certificate)) continue;
      X509_up_ref(candidate);
      return CertificatePtr(candidate);
    }
    const auto url = access_of(&certificate, NID_ad_ca_issuers);
    if (url.empty()) return nullptr;
    const auto answer = fetch_from({url, {}, {}}, max_certificate_bytes);
    if (auto found = from_der<CertificatePtr>(answer, d2i_X509)) {
      return is_issuer(*found, certificate) ? std::move(found) : nullptr;
    }
    return from_bundle(answer, certificate);
  }

  /// RFC 5280 also allows a CMS that holds nothing but certificates.
  static CertificatePtr from_bundle(std::span<const std::byte> der, X509& certificate) {
    const auto bundle = from_der<SignedPtr>(der, d2i_PKCS7);
    if (!bundle || PKCS7_type_is_signed(bundle.get()) != 1 || bundle->d.sign == nullptr) return nullptr;
    for (int i = 0; i < sk_X509_num(bundle->d.sign->cert); ++i) {
      auto* candidate = sk_X509_value(bundle->d.sign->cert, i);
      if (!is_issuer(*candidate, certificate)) continue;
      X509_up_ref(candidate);
      return CertificatePtr(candidate);
    }
    return nullptr;
  }

  static bool is_issuer(X509& candidate, X509& certificate) {
    return X509_check_issued(&candidate, &certificate) == X509_V_OK &&
           X509_verify(&certificate, X509_get0_pubkey(&candidate)) == 1;
  }

  void ask_about(X509& certificate, X509& issuer) {
    if (const auto url = access_of(&certificate, NID_ad_OCSP); !url.empty() && ask_ocsp(url, certificate, issuer)) {
      return;
    }
    const auto url = crl_address_of(&certificate);
    if (url.empty()) return;
    auto answer = fetch_from({url, {}, {}}, max_revocation_bytes);
    const auto crl = from_der<CrlPtr>(answer, d2i_X509_CRL);
    if (crl && X509_CRL_verify(crl.get(), X509_get0_pubkey(&issuer)) == 1) evidence_.crls.push_back(std::move(answer));
  }

  bool ask_ocsp(const std::string& url, X509& certificate, X509& issuer) {
    const auto request = made(OcspRequestPtr(OCSP_REQUEST_new()));
    auto* id = OCSP_cert_to_id(EVP_sha1(), &certificate, &issuer);  // the one that every responder knows
    if (id == nullptr || OCSP_request_add0_id(request.get(), id) == nullptr) {
      OCSP_CERTID_free(id);
      return false;
    }
    const auto der = der_of(request.get(), i2d_OCSP_REQUEST);
    auto answer = fetch_from({url, "application/ocsp-request", der}, max_revocation_bytes);
    const auto response = from_der<OcspPtr>(answer, d2i_OCSP_RESPONSE);
    if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return false;
    evidence_.ocsp_responses.push_back(std::move(answer));
    return true;
  }

  std::vector<std::byte> fetch_from(const HttpQuestion& question, std::size_t max_bytes) {
    return fetch(question, {limits_.connect, limits_.whole, max_bytes}, cancelled_).body;
  }

  const AskLimits& limits_;
  const std::atomic<bool>& cancelled_;
  Evidence evidence_;
};

}  // namespace

Evidence fetch_evidence(std::span<const std::byte> token, const AskLimits& limits, const std::atomic<bool>& cancelled) {
  const auto wire = from_der<SignedPtr>(token, d2i_PKCS7);
  if (!wire || PKCS7_type_is_signed(wire.get()) != 1 || wire->d.sign == nullptr) return {};
  auto evidence = Gatherer(limits, cancelled).of(*wire);
  (void)last_error();
  return evidence;
}

}  // namespace earwitness::tsa
