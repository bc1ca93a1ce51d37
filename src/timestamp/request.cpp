// SPDX-License-Identifier: MIT
#include "timestamp/request.hpp"

#include <openssl/bn.h>

#include "os/random.hpp"
#include "timestamp/openssl.hpp"

namespace earwitness::timestamp {

namespace {

using RequestPtr = std::unique_ptr<TS_REQ, Freer<TS_REQ_free>>;
using ImprintPtr = std::unique_ptr<TS_MSG_IMPRINT, Freer<TS_MSG_IMPRINT_free>>;
using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Freer<X509_ALGOR_free>>;
using IntegerPtr = std::unique_ptr<ASN1_INTEGER, Freer<ASN1_INTEGER_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, Freer<BN_free>>;

void must(int result) {
  if (result != 1) throw std::bad_alloc();
}

ImprintPtr imprint_of(const crypto::Digest& digest) {
  auto imprint = made(ImprintPtr(TS_MSG_IMPRINT_new()));
  const auto algorithm = made(AlgorithmPtr(X509_ALGOR_new()));
  must(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr));
  must(TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()));
  // It copies the bytes; that it does not take them as constant is an oversight of its signature.
  auto copy = digest;
  must(TS_MSG_IMPRINT_set_msg(imprint.get(), reinterpret_cast<unsigned char*>(copy.data()),
                              static_cast<int>(copy.size())));
  return imprint;
}

IntegerPtr integer_of(std::span<const std::byte> big_endian) {
  const auto number = made(NumberPtr(BN_bin2bn(octets(big_endian), static_cast<int>(big_endian.size()), nullptr)));
  return made(IntegerPtr(BN_to_ASN1_INTEGER(number.get(), nullptr)));
}

}  // namespace

Request make_request(const crypto::Digest& imprint) {
  Request request;
  request.nonce.resize(nonce_bytes);
  os::fill_random(request.nonce);
  // Neither negative nor with a leading zero, so that it comes back byte for byte.
  request.nonce.front() = (request.nonce.front() & std::byte{0x3F}) | std::byte{0x40};
  const auto wire = made(RequestPtr(TS_REQ_new()));
  must(TS_REQ_set_version(wire.get(), 1));
  must(TS_REQ_set_msg_imprint(wire.get(), imprint_of(imprint).get()));
  must(TS_REQ_set_nonce(wire.get(), integer_of(request.nonce).get()));
  must(TS_REQ_set_cert_req(wire.get(), 1));
  request.der = der_of(wire.get(), i2d_TS_REQ);
  return request;
}

}  // namespace earwitness::timestamp
