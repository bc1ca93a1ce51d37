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
#include <span>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/token.hpp"

namespace earwitness::tsa {

struct Server {
  std::string url;
};

struct AskLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds whole{15'000};  ///< for each question: the time stamp, each certificate, each answer on one
};

struct Stamp {
  std::string server;
  std::vector<std::byte> response;
  timestamp::Token token;
  std::string evidence;  ///< timestamp::evidence_text(): what was to be had of chain, root and revocation
};

struct Attempt {
  std::optional<Stamp> stamp;
  std::vector<std::string> failures;  ///< one of each server that was asked in vain; printable
};

/// Asks one server after the other until one gives a time stamp over `imprint`. Without servers: nothing of both.
[[nodiscard]] Attempt request_stamp(const std::vector<Server>& servers, const crypto::Digest& imprint,
                                    const AskLimits& limits, const std::atomic<bool>& cancelled);

/// Fetches what the certificates of a time stamp say where it is to be had (RFC 5280, 4.2.2.1 and 4.2.1.13): the
/// certificates up to the root, and for each but the root an OCSP answer or, without one, a CRL. What can't be had is
/// left out. Waits as request_stamp() does, for a few questions.
[[nodiscard]] timestamp::Evidence fetch_evidence(std::span<const std::byte> token, const AskLimits& limits,
                                                 const std::atomic<bool>& cancelled);

}  // namespace earwitness::tsa
