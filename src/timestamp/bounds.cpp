// SPDX-License-Identifier: MIT
#include "timestamp/bounds.hpp"

#include <openssl/core_names.h>
#include <openssl/x509v3.h>

#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

constexpr int max_certificate_bytes = 16 * 1024;
constexpr int max_of_one_kind = 64;    // extensions, names in each of these, parts of a name, answers of a response
constexpr int max_rsa_bits = 8192;     // of an RSA modulus
constexpr int max_exponent_bits = 64;  // of a public exponent: each bit costs a multiplication
constexpr int max_dsa_bits = 4096;
constexpr int max_curve_bits = 521;

template <typename Object, auto Free>
using Owned = std::unique_ptr<Object, Freer<Free>>;

/// The extension, read; null where it is not there, there twice, or can't be read.
template <typename Owner, typename Certificate>
Owner extension_of(Certificate& certificate, void* (*read)(const Certificate*, int, int*, int*), int kind) {
  return Owner(static_cast<typename Owner::pointer>(read(&certificate, kind, nullptr, nullptr)));
}

bool is_exponent_short(const EVP_PKEY& key) {
  BIGNUM* exponent = nullptr;
  if (EVP_PKEY_get_bn_param(&key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) return false;
  const std::unique_ptr<BIGNUM, Freer<BN_free>> owner(exponent);
  return BN_num_bits(exponent) <= max_exponent_bits;
}

/// A curve by its parameters in place of its name has a field of any size.
bool is_named_curve(const EVP_PKEY& key) {
  char name[64] = {};
  return EVP_PKEY_get_group_name(&key, name, sizeof name, nullptr) == 1;
}

bool is_key_within_bounds(const EVP_PKEY& key) {
  const int bits = EVP_PKEY_get_bits(&key);
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return bits <= max_rsa_bits && is_exponent_short(key);
    case EVP_PKEY_DSA:
      return bits <= max_dsa_bits;
    case EVP_PKEY_EC:
      return bits <= max_curve_bits && is_named_curve(key);
    default:
      return true;  // the others have one size each
  }
}

int names_at(const DIST_POINT_NAME* point) {
  if (point == nullptr) return 0;
  constexpr int full_name = 0;
  return point->type == full_name ? sk_GENERAL_NAME_num(point->name.fullname)
                                  : sk_X509_NAME_ENTRY_num(point->name.relativename);
}

int points_of(X509& certificate) {
  const auto points = extension_of<Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free>>(certificate, X509_get_ext_d2i,
                                                                                 NID_crl_distribution_points);
  int names = 0;
  for (int i = 0; i < sk_DIST_POINT_num(points.get()); ++i) {
    const auto* point = sk_DIST_POINT_value(points.get(), i);
    names += 1 + names_at(point->distpoint);
  }
  return names;
}

bool has_few_names(X509& certificate) {
  for (const auto* name : {X509_get_subject_name(&certificate), X509_get_issuer_name(&certificate)}) {
    if (X509_NAME_entry_count(name) > max_of_one_kind) return false;
  }
  const auto others =
      extension_of<Owned<GENERAL_NAMES, GENERAL_NAMES_free>>(certificate, X509_get_ext_d2i, NID_subject_alt_name);
  const auto limits =
      extension_of<Owned<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free>>(certificate, X509_get_ext_d2i, NID_name_constraints);
  return sk_GENERAL_NAME_num(others.get()) <= max_of_one_kind &&
         (!limits || (sk_GENERAL_SUBTREE_num(limits->permittedSubtrees) <= max_of_one_kind &&
                      sk_GENERAL_SUBTREE_num(limits->excludedSubtrees) <= max_of_one_kind)) &&
         points_of(certificate) <= max_of_one_kind;
}

}  // namespace

bool is_within_bounds(X509& certificate) {
  const auto* key = X509_get0_pubkey(&certificate);
  const bool is_within = i2d_X509(&certificate, nullptr) <= max_certificate_bytes &&
                         X509_get_ext_count(&certificate) <= max_of_one_kind &&
                         (key == nullptr || is_key_within_bounds(*key)) && has_few_names(certificate);
  (void)last_error();
  return is_within;
}

bool are_within_bounds(const STACK_OF(X509) * certificates) {
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    if (!is_within_bounds(*sk_X509_value(certificates, i))) return false;
  }
  return true;
}

bool is_within_bounds(X509_CRL& list) {
  if (X509_CRL_get_ext_count(&list) > max_of_one_kind) return false;
  const auto scope = extension_of<Owned<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free>>(list, X509_CRL_get_ext_d2i,
                                                                                      NID_issuing_distribution_point);
  (void)last_error();
  return !scope || names_at(scope->distpoint) <= max_of_one_kind;
}

bool is_within_bounds(const OCSP_BASICRESP& answer) {
  return OCSP_resp_count(const_cast<OCSP_BASICRESP*>(&answer)) <= max_of_one_kind &&
         are_within_bounds(OCSP_resp_get0_certs(&answer));
}

}  // namespace earwitness::timestamp
