// SPDX-License-Identifier: MIT
//
// OpenSSL's objects with an owner each, and its bytes as ours. For this module and tsa alone.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::timestamp {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

inline void free_certificates(STACK_OF(X509) * stack) noexcept { sk_X509_pop_free(stack, X509_free); }
/// Of a stack whose elements belong to somebody else.
inline void free_stack_alone(STACK_OF(X509) * stack) noexcept { sk_X509_free(stack); }
inline void free_sequence(ASN1_SEQUENCE_ANY* sequence) noexcept { sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free); }
inline void free_bytes(unsigned char* bytes) noexcept { OPENSSL_free(bytes); }

using BioPtr = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using CertificatePtr = std::unique_ptr<X509, Freer<X509_free>>;
using CertificatesPtr = std::unique_ptr<STACK_OF(X509), Freer<free_certificates>>;
using BorrowedPtr = std::unique_ptr<STACK_OF(X509), Freer<free_stack_alone>>;
using SequencePtr = std::unique_ptr<ASN1_SEQUENCE_ANY, Freer<free_sequence>>;
using CrlPtr = std::unique_ptr<X509_CRL, Freer<X509_CRL_free>>;
using OcspPtr = std::unique_ptr<OCSP_RESPONSE, Freer<OCSP_RESPONSE_free>>;
using OcspBasicPtr = std::unique_ptr<OCSP_BASICRESP, Freer<OCSP_BASICRESP_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Freer<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Freer<X509_STORE_CTX_free>>;
using ResponsePtr = std::unique_ptr<TS_RESP, Freer<TS_RESP_free>>;
using SignedPtr = std::unique_ptr<PKCS7, Freer<PKCS7_free>>;
using TstInfoPtr = std::unique_ptr<TS_TST_INFO, Freer<TS_TST_INFO_free>>;

/// The object, or std::bad_alloc: OpenSSL's makers fail for want of memory alone.
template <typename Pointer>
[[nodiscard]] Pointer made(Pointer pointer) {
  if (!pointer) throw std::bad_alloc();
  return pointer;
}

[[nodiscard]] inline const unsigned char* octets(std::span<const std::byte> bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// What `encode` (an i2d function) makes of the object; empty if it can't be encoded.
template <typename Object, typename Encode>
[[nodiscard]] std::vector<std::byte> der_of(const Object* object, Encode encode) {
  unsigned char* der = nullptr;
  const int size = encode(object, &der);
  const std::unique_ptr<unsigned char, Freer<free_bytes>> owner(der);
  if (size <= 0) return {};
  const auto bytes = std::as_bytes(std::span(der, static_cast<std::size_t>(size)));
  return {bytes.begin(), bytes.end()};
}

/// The object that `decode` (a d2i function) reads, if it takes up all of the bytes and nothing else.
template <typename Pointer, typename Decode>
[[nodiscard]] Pointer from_der(std::span<const std::byte> der, Decode decode) {
  const auto* at = octets(der);
  Pointer object(decode(nullptr, &at, static_cast<long>(der.size())));
  if (object && at != octets(der) + der.size()) object.reset();
  return object;
}

}  // namespace earwitness::timestamp
