// SPDX-License-Identifier: MIT
#include "timestamp/strength.hpp"

#include "base/translate.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

constexpr int min_bits = 2048;          // of RSA and DSA
constexpr int min_curve_bits = 224;     // of the group of an elliptic curve
constexpr int min_security_bits = 112;  // what both come to; of all other kinds
constexpr int min_digest_bytes = 28;

std::string digest_name(int nid) {
  const char* name = OBJ_nid2sn(nid);
  return name != nullptr ? name : _("an unknown digest");
}

bool is_weak_key(const EVP_PKEY& key) {
  const int bits = EVP_PKEY_get_bits(&key);
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
    case EVP_PKEY_DSA:
      return bits < min_bits;
    case EVP_PKEY_EC:
      return bits < min_curve_bits;
    default:
      return EVP_PKEY_get_security_bits(&key) < min_security_bits;
  }
}

/// Empty: it is strong enough.
std::string weakness_of_key(X509& certificate) {
  const auto* key = X509_get0_pubkey(&certificate);
  if (key == nullptr) return tr("the key of the certificate {} can't be read", name_of(certificate));
  if (!is_weak_key(*key)) return {};
  return tr("the key of the certificate {} has {} bits, which is too weak", name_of(certificate),
            EVP_PKEY_get_bits(key));
}

std::string weakness_of_signature(X509& certificate) {
  int digest = NID_undef;
  int security_bits = 0;
  if (X509_get_signature_info(&certificate, &digest, nullptr, &security_bits, nullptr) != 1) {
    return tr("how the certificate {} is signed can't be read", name_of(certificate));
  }
  const bool has_digest_of_its_own = digest == NID_undef;  // as Ed25519 has
  if (has_digest_of_its_own ? security_bits >= min_security_bits : !is_weak_digest(digest)) return {};
  return tr("the certificate {} is signed over {}, which is too weak", name_of(certificate), digest_name(digest));
}

}  // namespace

bool is_weak_digest(int nid) {
  const auto* digest = EVP_get_digestbynid(nid);
  const bool is_broken = nid == NID_md5_sha1;
  return digest == nullptr || is_broken || EVP_MD_get_size(digest) < min_digest_bytes;
}

std::vector<std::string> weaknesses_of(PKCS7& token, const Chain& chain) {
  std::vector<std::string> found;
  const auto append = [&](std::string weakness) {
    if (!weakness.empty()) found.push_back(std::move(weakness));
  };
  const auto* signers = PKCS7_get_signer_info(&token);
  for (int i = 0; i < sk_PKCS7_SIGNER_INFO_num(signers); ++i) {
    const auto* signer = sk_PKCS7_SIGNER_INFO_value(signers, i);
    const int digest = OBJ_obj2nid(signer->digest_alg->algorithm);
    if (is_weak_digest(digest)) append(tr("it is signed over {}, which is too weak", digest_name(digest)));
  }
  for (int i = 0; i < chain.size(); ++i) {
    auto& certificate = chain.at(i);
    append(weakness_of_key(certificate));
    const bool is_end = chain.complete && i + 1 == chain.size();
    if (!is_end) append(weakness_of_signature(certificate));
  }
  (void)last_error();
  return found;
}

}  // namespace earwitness::timestamp
