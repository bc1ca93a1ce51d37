// SPDX-License-Identifier: MIT
#include "timestamp/ask.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "timestamp/check.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/gather.hpp"

namespace earwitness::timestamp {

namespace {

/// Why the answer is none to this request; empty if it is one.
std::string fault_of(const Answer& answer, const Request& request, const crypto::Digest& imprint) {
  if (answer.token->imprint != imprint) return _("it stamped something else than it was asked for");
  if (answer.token->nonce != request.nonce) return _("it answered somebody else's question: the nonce is another one");
  return check(answer.response, imprint, {}).why;
}

}  // namespace

Answer ask(const Server& server, const Request& request, const crypto::Digest& imprint, const AskLimits& limits,
           const std::atomic<bool>& cancelled) {
  const auto failed = [&](const std::string& why) {
    return Answer{{}, {}, base::printable(fmt::format("{}: {}", server.url, why))};
  };
  auto answer = fetch({server.url, "application/timestamp-query", request.der},
                      {limits.connect, limits.whole, limits::time_stamp_bytes}, cancelled);
  if (!answer.why.empty()) return failed(answer.why);
  auto reading = read_response(answer.body);
  if (!reading.token) return failed(reading.why);
  Answer result{std::move(answer.body), std::move(reading.token), {}};
  if (const auto fault = fault_of(result, request, imprint); !fault.empty()) return failed(fault);
  return result;
}

Attempt ask_in_turn(const std::vector<Server>& servers, const crypto::Digest& imprint, const AskLimits& limits,
                    const std::atomic<bool>& cancelled) {
  Attempt attempt;
  for (const auto& server : servers) {
    if (cancelled) break;
    auto answer = ask(server, make_request(imprint), imprint, limits, cancelled);
    if (!answer.token) {
      attempt.failures.push_back(std::move(answer.why));
      continue;
    }
    const auto evidence = gather(answer.token->der, limits, cancelled);
    auto text = evidence_text(answer.response, evidence);
    attempt.stamp = Stamp{server.url, std::move(answer.response), std::move(*answer.token), std::move(text)};
    break;
  }
  return attempt;
}

}  // namespace earwitness::timestamp
