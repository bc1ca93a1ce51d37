// SPDX-License-Identifier: MIT
//
// What a time-stamping authority answers, or what lies beside a seal. Up to the first PEM block it is the time stamp;
// from there on what is kept to check it by. The seeds are over the four bytes `data`.
#include <algorithm>

#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "timestamp/check.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/slate.hpp"
#include "tsa/http_protocol.hpp"

namespace earwitness::fuzz {

namespace {

void check_token(const timestamp::Token& token) {
  require(!token.der.empty(), "a token has its bytes");
  const auto again = timestamp::read_token(token.der);
  require(again.token && again.token->gen_time == token.gen_time && again.token->imprint == token.imprint,
          "a token alone says what it said in its answer");
  require(timestamp::slate_words(token.der).size() == timestamp::slate_word_count, "a token gives its words");
}

void check_evidence(Input der, std::string_view pem) {
  const auto evidence = timestamp::read_evidence(pem);
  const auto text = timestamp::evidence_text(der, evidence);
  require(timestamp::is_whole(text) && timestamp::belong_together(der, text), "what is kept fits its time stamp");
  const auto again = timestamp::read_evidence(text);
  require(again.certificates == evidence.certificates && again.crls == evidence.crls &&
              again.ocsp_responses == evidence.ocsp_responses,
          "what is kept reads back");
}

}  // namespace

void time_stamp(Input input) {
  const auto at = std::min(as_text(input).find("-----BEGIN"), input.size());
  const auto der = input.first(at);
  const auto pem = as_text(input).substr(at);
  const auto reading = timestamp::read_any(der);
  require(reading.token.has_value() == reading.why.empty(), "there is a token, or a reason why not");
  require_printable(reading.why, "the reason is printable");
  if (reading.token) check_token(*reading.token);
  check_evidence(der, pem);

  const auto imprint = crypto::sha256(base::as_bytes("data"));
  const auto found = timestamp::check(der, imprint, pem);
  require(found.valid == found.why.empty(), "it holds, or there is a reason why not");
  require(!found.valid || found.token->imprint == imprint, "what holds is over what was asked for");
  require(!found.root_known, "nobody is believed whom the checker did not name");
  for (const auto* words : {&found.why, &found.revocation, &found.root_fingerprint}) {
    require_printable(*words, "what is said of it is printable");
  }
  const auto other = timestamp::check(der, crypto::sha256(base::as_bytes("other")), pem);
  require(!found.valid || !other.valid, "what holds for one thing does not hold for another");
}

/// What the process that asks servers says of one.
void asker_words(Input input) {
  constexpr std::size_t max_body_bytes = 1000;
  const auto result = tsa::read_result(input, max_body_bytes);
  if (!result) return;
  require(result->body.size() <= max_body_bytes, "no more is taken than was asked for");
  require(result->status >= 0 && result->status <= 999, "a status is one of HTTP's");
  const auto again = tsa::read_result(tsa::encode(*result), max_body_bytes);
  require(again && again->end == result->end && again->status == result->status && again->words == result->words &&
              again->body == result->body,
          "what it says is written as it was read");
}

}  // namespace earwitness::fuzz
