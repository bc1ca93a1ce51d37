// SPDX-License-Identifier: MIT
#include "timestamp/check.hpp"

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/timestamp/test_tsa.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/request.hpp"

using namespace earwitness;
using earwitness::test::TestTsa;
using timestamp::check;

namespace {

const auto imprint = crypto::sha256(base::as_bytes("what is to be dated"));

UtcTime utc(std::int64_t seconds_from_now) {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  return UtcTime{now + std::chrono::seconds(seconds_from_now)};
}

std::string with_crl(const TestTsa& tsa, std::span<const std::byte> response, std::vector<std::byte> crl) {
  return timestamp::evidence_text(response, {{tsa.root_der()}, {std::move(crl)}, {}});
}

std::string with_ocsp(const TestTsa& tsa, std::span<const std::byte> response, std::vector<std::byte> answer) {
  return timestamp::evidence_text(response, {{tsa.root_der()}, {}, {std::move(answer)}});
}

}  // namespace

TEST_CASE("time stamp: an honest one holds, by a root that is known only where the checker named it") {
  const TestTsa tsa;
  const auto response = tsa.stamp(imprint);
  const auto pem = tsa.evidence(response);
  const auto unknown = check(response, imprint, pem);
  CHECK(unknown.valid);
  CHECK(unknown.why.empty());
  CHECK_FALSE(unknown.root_known);
  CHECK(unknown.root == "CN=Test TSA root");
  CHECK(unknown.root_fingerprint == tsa.root_fingerprint());
  CHECK(unknown.token->tsa == "CN=Test TSA");
  CHECK(unknown.token->accuracy == std::chrono::seconds(1));
  CHECK_FALSE(unknown.token->says_qualified);
  CHECK(unknown.revocation.find("none of its certificates was revoked, as told on 2") == 0);
  const auto known = check(response, imprint, pem, tsa.root_pem());
  CHECK(known.valid);
  CHECK(known.root_known);
  const auto other = check(response, imprint, pem, TestTsa({"Other"}).root_pem());
  CHECK(other.valid);
  CHECK_FALSE(other.root_known);
}

TEST_CASE("time stamp: a token alone is as good as the answer that brought it") {
  const TestTsa tsa;
  const auto token = tsa.token(imprint);
  CHECK(check(token, imprint, tsa.root_pem()).valid);
  CHECK(timestamp::read_any(token).token->der == token);
  CHECK_FALSE(timestamp::read_response(token).token.has_value());
}

TEST_CASE("time stamp: its own time counts, to the microsecond, not today's") {
  TestTsa tsa({.name = "Short", .valid_from = std::chrono::hours(-1000), .valid_until = std::chrono::hours(-500)});
  const auto then = utc(-700 * 3600) + std::chrono::microseconds(250'000);
  tsa.set_time(then);
  const auto response = tsa.stamp(imprint);
  const auto found = check(response, imprint, tsa.evidence(response));
  CHECK(found.valid);
  CHECK(found.token->gen_time == then);
  for (const auto hours : {-1001, -499}) {
    tsa.set_time(utc(std::int64_t{hours} * 3600));
    const auto outside = tsa.stamp(imprint);
    const auto refused = check(outside, imprint, tsa.evidence(outside));
    CHECK_FALSE(refused.valid);
    CHECK(refused.why.find("its certificates do not hold at its own time") != std::string::npos);
  }
}

TEST_CASE("time stamp: one of something else is refused") {
  const TestTsa tsa;
  const auto response = tsa.stamp(crypto::sha256(base::as_bytes("another thing")));
  const auto found = check(response, imprint, tsa.evidence(response));
  CHECK_FALSE(found.valid);
  CHECK(found.why == "it is a time stamp of something else");
}

TEST_CASE("time stamp: without its root the chain is told as incomplete, and the checker's root completes it") {
  const TestTsa tsa;
  const auto response = tsa.stamp(imprint);
  const auto bare = check(response, imprint, {});
  CHECK(bare.valid);
  CHECK(bare.root.empty());
  CHECK(bare.revocation.find("is not known") != std::string::npos);
  const auto known = check(response, imprint, {}, tsa.root_pem());
  CHECK(known.root_known);
  CHECK(known.root == "CN=Test TSA root");
}

TEST_CASE("time stamp: no byte of the token can be another one") {
  const TestTsa tsa;
  const auto token = tsa.token(imprint);
  std::size_t valid = 0;
  for (std::size_t at = 0; at < token.size(); ++at) {
    auto changed = token;
    changed[at] ^= std::byte{1};
    const auto found = check(changed, imprint, tsa.root_pem(), tsa.root_pem());
    // What no signature covers may differ; what the token says may not.
    if (!found.valid) continue;
    ++valid;
    CHECK(found.token->gen_time == timestamp::read_token(token).token->gen_time);
    CHECK(found.root_known);
  }
  CHECK(valid < 20);
}

TEST_CASE("time stamp: cut anywhere it is refused, with what follows as well") {
  const TestTsa tsa;
  const auto response = tsa.stamp(imprint);
  for (std::size_t size = 0; size < response.size(); ++size) {
    CHECK_FALSE(check(std::span(response).first(size), imprint, tsa.root_pem()).valid);
  }
  auto longer = response;
  longer.push_back(std::byte{0});
  CHECK_FALSE(check(longer, imprint, tsa.root_pem()).valid);
}

TEST_CASE("time stamp: a rejection is told in the authority's own words") {
  const TestTsa tsa;
  const auto reading = timestamp::read_response(tsa.reply(base::as_bytes("no request")));
  CHECK_FALSE(reading.token.has_value());
  CHECK(reading.why.find("it was rejected") == 0);
  CHECK(timestamp::read_response(base::as_bytes("<html>")).why == "it is not an answer to a request for a time stamp");
}

TEST_CASE("time stamp: the nonce that was asked for comes back") {
  const TestTsa tsa;
  for (int i = 0; i < 50; ++i) {
    const auto request = timestamp::make_request(imprint);
    const auto reading = timestamp::read_response(tsa.reply(request.der));
    REQUIRE(reading.token.has_value());
    CHECK(reading.token->nonce == request.nonce);
    CHECK(reading.token->imprint == imprint);
  }
}

TEST_CASE("time stamp: a qualified one is told as such") {
  const TestTsa tsa({.name = "Qualified", .qualified = true});
  CHECK(timestamp::read_response(tsa.stamp(imprint)).token->says_qualified);
}

TEST_CASE("time stamp: a certificate whose key was lost takes back all, one that was replaced does not") {
  const TestTsa tsa;
  const auto response = tsa.stamp(imprint);
  constexpr int key_compromise = 1;
  constexpr int superseded = 4;
  const auto later = utc(3600);
  const auto earlier = utc(-3600);
  const auto verdict = [&](UtcTime since, std::optional<int> reason) {
    return check(response, imprint, with_crl(tsa, response, tsa.crl_against_itself(since, reason)));
  };
  CHECK_FALSE(verdict(later, key_compromise).valid);
  CHECK_FALSE(verdict(later, std::nullopt).valid);
  CHECK_FALSE(verdict(earlier, superseded).valid);
  CHECK(verdict(earlier, superseded).why.find("the certificate CN=Test TSA was revoked on 2") == 0);
  CHECK(verdict(later, superseded).valid);
  // Somebody else's word on it counts for nothing.
  const TestTsa other({"Other"});
  CHECK(check(response, imprint, with_crl(tsa, response, other.crl_against_itself(earlier, superseded))).valid);
}

TEST_CASE("time stamp: an OCSP answer tells the same, and only whom the root lets speak is believed") {
  const TestTsa tsa;
  const auto response = tsa.stamp(imprint);
  constexpr int key_compromise = 1;
  constexpr int superseded = 4;
  const auto verdict = [&](std::vector<std::byte> answer) {
    return check(response, imprint, with_ocsp(tsa, response, std::move(answer)));
  };
  const auto good = verdict(tsa.ocsp());
  CHECK(good.valid);
  CHECK(good.revocation.find("none of its certificates was revoked, as told on 2") == 0);
  CHECK_FALSE(verdict(tsa.ocsp_against_itself(utc(3600), key_compromise)).valid);
  CHECK(verdict(tsa.ocsp_against_itself(utc(3600), superseded)).valid);
  const auto earlier = verdict(tsa.ocsp_against_itself(utc(-3600), superseded));
  CHECK_FALSE(earlier.valid);
  CHECK(earlier.why.find("the certificate CN=Test TSA was revoked on 2") == 0);
  // An answer of somebody else, and one that was cut or changed, are none: neither good nor bad is learned from them.
  const TestTsa other({"Other"});
  auto changed = tsa.ocsp_against_itself(utc(-3600), superseded);
  changed[changed.size() - 1] ^= std::byte{1};
  auto cut = tsa.ocsp_against_itself(utc(-3600), superseded);
  cut.pop_back();
  for (const auto& answer : {other.ocsp(), other.ocsp_against_itself(utc(-3600), superseded), changed, cut}) {
    const auto found = verdict(answer);
    CHECK(found.valid);
    CHECK(found.revocation.find("is not known") != std::string::npos);
  }
}

TEST_CASE("time stamp: a certificate that is not for time stamps makes none, by whomever it was issued") {
  const TestTsa honest;
  const TestTsa web({.name = "Web server", .may_stamp = false});
  const TestTsa also_for_it({.name = "Authority"});
  const auto refused = check(web.token_as(honest, imprint), imprint, web.root_pem(), web.root_pem());
  CHECK_FALSE(refused.valid);
  CHECK(refused.why.find("its certificates do not hold") != std::string::npos);
  // The same way of signing, by a certificate that is one for that.
  const auto taken = check(also_for_it.token_as(honest, imprint), imprint, also_for_it.root_pem());
  CHECK(taken.why.empty());
  CHECK(taken.valid);
}

TEST_CASE("time stamp: what somebody could have forged although it holds proves no date, and says why") {
  const auto [options, words] = GENERATE(
      std::pair(TestTsa::Options{.name = "A", .rsa_bits = 512}, "the key of the certificate CN=A has 512 bits"),
      std::pair(TestTsa::Options{.name = "A", .rsa_bits = 1024}, "the key of the certificate CN=A has 1024 bits"),
      std::pair(TestTsa::Options{.name = "A", .weak_root = true}, "the key of the certificate CN=A root has 1024 bits"),
      std::pair(TestTsa::Options{.name = "A", .weak_certificate = true}, "the certificate CN=A is signed over SHA1"),
      std::pair(TestTsa::Options{.name = "A", .weak_signature = true}, "it is signed over SHA1"),
      std::pair(TestTsa::Options{.name = "A", .accuracy_seconds = 61}, "vouches for its time to 61 seconds only"),
      std::pair(TestTsa::Options{.name = "A", .accuracy_seconds = 1'000'000'000}, "to 1000000000 seconds only"));
  const TestTsa tsa(options);
  const auto response = tsa.stamp(imprint);
  const auto found = check(response, imprint, tsa.evidence(response), tsa.root_pem());
  CHECK(found.valid);
  CHECK(found.root_known);
  REQUIRE(found.weaknesses.size() == 1);
  CHECK(found.weaknesses.front().find(words) != std::string::npos);
}

TEST_CASE("time stamp: strong ones have nothing against them") {
  const auto options = GENERATE(TestTsa::Options{}, TestTsa::Options{.name = "RSA", .rsa_bits = 2048},
                                TestTsa::Options{.name = "A minute", .accuracy_seconds = 60});
  const TestTsa tsa(options);
  const auto response = tsa.stamp(imprint);
  const auto found = check(response, imprint, tsa.evidence(response), tsa.root_pem());
  CHECK(found.why == "");
  CHECK(found.valid);
  CHECK(found.weaknesses.empty());
  CHECK(found.revocation_known);
}

TEST_CASE("time stamp: one that is later than the checker's clock proves no date") {
  TestTsa tsa;
  tsa.set_time(utc(600));
  const auto response = tsa.stamp(imprint);
  const auto root = tsa.root_pem();
  const auto at = [&](std::int64_t seconds) {
    timestamp::TokenChecker checker(timestamp::Trust{root, {}, utc(seconds)});
    return checker.check(response, imprint);
  };
  REQUIRE(at(0).weaknesses.size() == 1);
  CHECK(at(0).weaknesses.front().find("which this computer's clock has not reached") != std::string::npos);
  CHECK(at(301).weaknesses.empty());
}

TEST_CASE("time stamp: a revocation list that the checker brings counts, whatever is kept beside it") {
  const TestTsa tsa;
  const auto response = tsa.stamp(imprint);
  const auto root = tsa.root_pem();
  const auto file = [](const std::vector<std::byte>& der) {
    return std::string(reinterpret_cast<const char*>(der.data()), der.size());
  };
  const auto with = [&](const std::string& crl, const std::string& beside) {
    timestamp::TokenChecker checker(timestamp::Trust{root, {crl}, {}});
    checker.keep_blocks(beside);
    return checker.check(response, imprint);
  };
  constexpr int key_compromise = 1;
  constexpr int superseded = 4;
  const auto against = tsa.crl_against_itself(utc(-3600), key_compromise);
  const auto pem = with_crl(tsa, response, against);
  for (const auto& crl : {file(against), pem.substr(pem.find("-----BEGIN X509 CRL"))}) {
    for (const auto& beside : {std::string(), tsa.evidence(response)}) {
      const auto found = with(crl, beside);
      CHECK(found.valid);  // nothing was altered
      REQUIRE(found.weaknesses.size() == 1);
      CHECK(found.weaknesses.front().find("the certificate CN=Test TSA was revoked on 2") == 0);
    }
  }
  CHECK(with(file(tsa.crl_against_itself(utc(3600), superseded)), {}).weaknesses.empty());
  CHECK(with(file(tsa.crl_against_itself(utc(3600), superseded)), {}).revocation_known);
  CHECK(with(file(TestTsa({"Test TSA"}).crl_against_itself(utc(-3600), key_compromise)), {}).weaknesses.empty());
  CHECK_FALSE(with({}, {}).revocation_known);
  CHECK(with(file(tsa.crl()), {}).revocation_known);
}

TEST_CASE("time stamp: answers that were taken away are told where the certificate says that there are some") {
  const TestTsa tsa({.name = "A", .names_crl = true});
  const auto response = tsa.stamp(imprint);
  const auto stripped = check(response, imprint, timestamp::evidence_text(response, {{tsa.root_der()}, {}, {}}));
  CHECK(stripped.revocation.find("they name where to ask, and no answer is kept") != std::string::npos);
  CHECK_FALSE(stripped.revocation_known);
  CHECK(check(response, imprint, tsa.evidence(response)).revocation_known);
}

TEST_CASE("time stamp: an answer of another time says nothing of this one") {
  TestTsa tsa({.name = "A", .valid_from = std::chrono::hours(-1000), .valid_until = std::chrono::hours(1000)});
  tsa.set_time(utc(48 * 3600));
  const auto response = tsa.stamp(imprint);
  CHECK_FALSE(check(response, imprint, tsa.evidence(response)).revocation_known);
  tsa.set_time(utc(-48 * 3600));
  const auto earlier = tsa.stamp(imprint);
  CHECK(check(earlier, imprint, tsa.evidence(earlier)).revocation_known);
}

TEST_CASE("time stamp: three hundred by one authority read what lies beside them once") {
  const TestTsa tsa;
  const auto response = tsa.stamp(imprint);
  timestamp::TokenChecker checker(timestamp::Trust{});
  const auto beside = tsa.evidence(response);
  REQUIRE(checker.keep(beside).empty());
  REQUIRE(checker.keep(beside).empty());
  for (int i = 0; i < 300; ++i) REQUIRE(checker.check(response, imprint).valid);
  CHECK(checker.answers_checked() == 1);
}

TEST_CASE("time stamp: a certificate that no chain needs is counted, and those that one does are not") {
  const TestTsa authority;
  const TestTsa other;
  const auto response = authority.stamp(imprint);
  timestamp::TokenChecker checker({authority.root_pem(), {}, {}});
  CHECK(checker.keep(authority.evidence(response)).empty());
  CHECK(checker.check(response, imprint).valid);
  CHECK(checker.needless_certificates() == 0);
  checker.keep_blocks(other.root_pem());
  CHECK(checker.check(response, imprint).valid);
  CHECK(checker.needless_certificates() == 1);
}
