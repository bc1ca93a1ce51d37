// SPDX-License-Identifier: MIT
#include "timestamp/evidence.hpp"

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/timestamp/test_tsa.hpp"
#include "timestamp/check.hpp"

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

TEST_CASE("evidence: a block of nothing is none, of any kind, and does not end what is kept") {
  const auto name = GENERATE(as<std::string>{}, "CERTIFICATE", "X509 CRL", "OCSP RESPONSE");
  const auto inside = GENERATE(as<std::string>{}, "", "\n", "\r\n\n");
  const auto evidence =
      timestamp::read_evidence("-----BEGIN " + name + "-----\n" + inside + "-----END " + name + "-----\n");
  CHECK(evidence.certificates.empty());
  CHECK(evidence.crls.empty());
  CHECK(evidence.ocsp_responses.empty());
  CHECK(timestamp::is_whole(timestamp::evidence_text({}, evidence)));
}

TEST_CASE("evidence: a file beside a time stamp holds blocks that can be read, and nothing else") {
  const TestTsa tsa;
  const auto response = tsa.stamp(crypto::sha256({}));
  const auto crl = timestamp::evidence_text(response, {{}, {tsa.crl()}, {}});
  const auto block = crl.substr(crl.find("-----BEGIN"));
  // As somebody would write it who can make the two hashes anew.
  const auto file = [&](const std::string& blocks) {
    const auto hash = base::to_hex(crypto::sha256(response));
    return "earwitness time stamp evidence, version 1\ntime-stamp-sha256: " + hash +
           "\nevidence-sha256: " + crypto::sha256_hex(hash + "\n" + blocks) + "\n" + blocks;
  };
  REQUIRE(timestamp::belong_together(response, file(block)));
  const auto why = [&](const std::string& blocks) {
    timestamp::TokenChecker checker(timestamp::Trust{});
    return checker.keep(file(blocks));
  };
  CHECK(why("").empty());
  CHECK(why(block).empty());
  CHECK(why(block + "\n" + block).empty());
  std::string many;
  for (int i = 0; i < 64; ++i) many += block;
  CHECK(why(many).empty());
  CHECK(why(many + block) == "it holds more blocks than such a file may have");
  CHECK(why("a word\n" + block) == "it holds something between its blocks");
  CHECK(why(block + "a word") == "it holds something between its blocks");
  const std::string key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  CHECK(why(key + block) == "it holds a block of a kind that is not for it");
  const auto broken = GENERATE(
      as<std::string>{}, "-----BEGIN X509 CRL-----\n", "-----BEGIN X509 CRL-----\n%%%%\n-----END X509 CRL-----\n",
      "-----BEGIN X509 CRL-----\nAAAA\n-----END CERTIFICATE-----\n",
      "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n",
      "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
      "-----BEGIN OCSP RESPONSE-----\nAAAA\n-----END OCSP RESPONSE-----\n");
  CHECK(why(broken + block) == "one of its blocks can't be read");
  CHECK(why(block + broken) == "one of its blocks can't be read");
}

TEST_CASE("evidence: a list that somebody brings is PEM or DER, and read to its end") {
  const TestTsa tsa;
  const auto der = tsa.crl();
  const std::string bytes(reinterpret_cast<const char*>(der.data()), der.size());
  const auto pem = timestamp::evidence_text({}, {{tsa.root_der()}, {der, der}, {}});
  using Lists = std::vector<std::vector<std::byte>>;
  CHECK(timestamp::read_crls(bytes) == Lists{der});
  CHECK(timestamp::read_crls(pem) == Lists{der, der});
  CHECK(timestamp::read_crls("").empty());
  CHECK(timestamp::read_crls("no list").empty());
  CHECK(timestamp::read_crls(bytes + "x").empty());
  CHECK(timestamp::read_crls(tsa.root_pem()).empty());
  CHECK(timestamp::read_crls(pem + "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n").empty());
}
