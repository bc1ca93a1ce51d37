// SPDX-License-Identifier: MIT
#include "timestamp/evidence.hpp"

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/timestamp/test_tsa.hpp"

using namespace earwitness;
using earwitness::test::TestTsa;

TEST_CASE("evidence: what is written is read back, and stock tools find the certificates in it") {
  const TestTsa tsa;
  const auto response = tsa.stamp(crypto::sha256({}));
  const auto text = tsa.evidence(response);
  const auto read = timestamp::read_evidence(text);
  CHECK(read.certificates == std::vector{tsa.certificate_der(), tsa.root_der()});
  CHECK(read.crls.size() == 1);
  CHECK(read.ocsp_responses.empty());
  CHECK(text.find("-----BEGIN CERTIFICATE-----\n") != std::string::npos);
  CHECK(text.find("-----BEGIN X509 CRL-----\n") != std::string::npos);
}

TEST_CASE("evidence: a byte of it, or of its time stamp, that is another one is noticed") {
  const TestTsa tsa;
  auto response = tsa.stamp(crypto::sha256({}));
  auto text = tsa.evidence(response);
  REQUIRE(timestamp::belong_together(response, text));
  for (std::size_t at = 0; at < text.size(); ++at) {
    text[at] = static_cast<char>(text[at] ^ 1);
    CHECK_FALSE(timestamp::belong_together(response, text));
    text[at] = static_cast<char>(text[at] ^ 1);
  }
  for (auto& byte : response) {
    byte ^= std::byte{0x20};
    CHECK_FALSE(timestamp::belong_together(response, text));
    byte ^= std::byte{0x20};
  }
  for (std::size_t size = 0; size < text.size(); size += 7) {
    CHECK_FALSE(timestamp::belong_together(response, std::string_view(text).substr(0, size)));
  }
}

TEST_CASE("evidence: bytes that are none give none") {
  CHECK(timestamp::read_evidence("").certificates.empty());
  CHECK(timestamp::read_evidence("-----BEGIN CERTIFICATE-----\nAAAA\n").certificates.empty());
  CHECK(timestamp::read_evidence(std::string(100'000, '-')).certificates.empty());
}
