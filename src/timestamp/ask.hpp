// SPDX-License-Identifier: MIT
//
// Gets a time stamp from a server, and all that is needed to check it one day: each answer is held against the request
// and checked before it counts. A server may hang, lie, or send without end: it is told in a sentence, and the next one
// is asked.
//
// Calls wait for the network, each server within its limits; `cancelled` ends them soon. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "timestamp/http.hpp"
#include "timestamp/request.hpp"
#include "timestamp/token.hpp"

namespace earwitness::timestamp {

struct Server {
  std::string url;
};

struct AskLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds whole{15'000};  ///< for each question: the time stamp, each certificate, each answer on one
};

/// What one server answered: a time stamp that fits the request and whose signature holds, or why there is none.
struct Answer {
  std::vector<std::byte> response;  ///< the TimeStampResp
  std::optional<Token> token;
  std::string why;  ///< "http://... : it did not answer within 15 seconds"; printable
};

[[nodiscard]] Answer ask(const Server& server, const Request& request, const crypto::Digest& imprint,
                         const AskLimits& limits, const std::atomic<bool>& cancelled);

struct Stamp {
  std::string server;
  std::vector<std::byte> response;
  Token token;
  std::string evidence;  ///< evidence_text(): what was to be had of chain, root and revocation
};

struct Attempt {
  std::optional<Stamp> stamp;
  std::vector<std::string> failures;  ///< one of each server that was asked in vain; printable
};

/// The first server that gives one. Without servers: nothing of both.
[[nodiscard]] Attempt ask_in_turn(const std::vector<Server>& servers, const crypto::Digest& imprint,
                                  const AskLimits& limits, const std::atomic<bool>& cancelled);

}  // namespace earwitness::timestamp
