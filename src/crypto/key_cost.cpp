// SPDX-License-Identifier: MIT
#include "crypto/key_cost.hpp"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "base/limits.hpp"
#include "crypto/key_handle.hpp"

namespace earwitness::crypto {

namespace {

/// The parameter of an algorithm as such a structure; null if it is none.
template <typename Structure>
std::unique_ptr<Structure, void (*)(Structure*)> parameter_of(const X509_ALGOR* algorithm, int wanted,
                                                              const ASN1_ITEM* item, void (*free)(Structure*)) {
  const ASN1_OBJECT* name = nullptr;
  const void* value = nullptr;
  int kind = 0;
  X509_ALGOR_get0(&name, &kind, &value, algorithm);
  if (OBJ_obj2nid(name) != wanted || kind != V_ASN1_SEQUENCE) return {nullptr, free};
  const auto* packed = static_cast<const ASN1_STRING*>(value);
  return {static_cast<Structure*>(ASN1_item_unpack(packed, item)), free};
}

}  // namespace

bool can_be_tried(std::string_view pem) {
  const auto bio = read_from(pem);
  if (!bio) return false;
  const std::unique_ptr<X509_SIG, decltype(&X509_SIG_free)> sealed(
      PEM_read_bio_PKCS8(bio.get(), nullptr, &no_passphrase, nullptr), &X509_SIG_free);
  if (!sealed) return false;
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(sealed.get(), &algorithm, nullptr);
  const auto scheme = parameter_of<PBE2PARAM>(algorithm, NID_pbes2, ASN1_ITEM_rptr(PBE2PARAM), &PBE2PARAM_free);
  if (!scheme) return false;
  const auto derivation =
      parameter_of<PBKDF2PARAM>(scheme->keyfunc, NID_id_pbkdf2, ASN1_ITEM_rptr(PBKDF2PARAM), &PBKDF2PARAM_free);
  if (!derivation) return false;
  std::uint64_t iterations = 0;
  return ASN1_INTEGER_get_uint64(&iterations, derivation->iter) == 1 && iterations <= limits::key_iterations;
}

}  // namespace earwitness::crypto
