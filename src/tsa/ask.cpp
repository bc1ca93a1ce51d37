// SPDX-License-Identifier: MIT
#include "tsa/ask.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "timestamp/check.hpp"
#include "timestamp/request.hpp"
#include "tsa/http.hpp"

namespace earwitness::tsa {

namespace {

/// What one server answered: a time stamp that fits the request and whose signature holds, or why there is none.
struct Answer {
  std::vector<std::byte> response;  ///< the TimeStampResp
  std::optional<timestamp::Token> token;
  std::string why;  ///< "http://... : it did not answer within 15 seconds"; printable
};

/// Why the answer is none to this request; empty if it is one.
std::string fault_of(const Answer& answer, const timestamp::Request& request, const crypto::Digest& imprint) {
  if (answer.token->imprint != imprint) return _("it stamped something else than it was asked for");
  if (answer.token->nonce != request.nonce) return _("it answered somebody else's question: the nonce is another one");
  return timestamp::check(answer.response, imprint, {}).why;
}

Answer ask_one(const Server& server, const crypto::Digest& imprint, const AskLimits& limits,
               const std::atomic<bool>& cancelled) {
  const auto request = timestamp::make_request(imprint);
  const auto failed = [&](const std::string& why) {
    return Answer{{}, {}, base::printable(fmt::format("{}: {}", server.url, why))};
  };
  auto answer = fetch({server.url, "application/timestamp-query", request.der},
                      {limits.connect, limits.whole, limits::time_stamp_bytes}, cancelled);
  if (!answer.why.empty()) return failed(answer.why);
  auto reading = timestamp::read_response(answer.body);
  if (!reading.token) return failed(reading.why);
  Answer result{std::move(answer.body), std::move(reading.token), {}};
  if (const auto fault = fault_of(result, request, imprint); !fault.empty()) return failed(fault);
  return result;
}

}  // namespace

Attempt request_stamp(const std::vector<Server>& servers, const crypto::Digest& imprint, const AskLimits& limits,
                      const std::atomic<bool>& cancelled) {
  Attempt attempt;
  for (const auto& server : servers) {
    if (cancelled) break;
    auto answer = ask_one(server, imprint, limits, cancelled);
    if (!answer.token) {
      attempt.failures.push_back(std::move(answer.why));
      continue;
    }
    const auto evidence = fetch_evidence(answer.token->der, limits, cancelled);
    auto text = timestamp::evidence_text(answer.response, evidence);
    attempt.stamp = Stamp{server.url, std::move(answer.response), std::move(*answer.token), std::move(text)};
    break;
  }
  return attempt;
}

}  // namespace earwitness::tsa
