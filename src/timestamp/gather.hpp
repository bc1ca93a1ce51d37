// SPDX-License-Identifier: MIT
//
// Fetches what a time stamp's certificates say where it is to be had (RFC 5280, 4.2.2.1 and 4.2.1.13): the certificates
// up to the root, and for each but the root an OCSP answer or, without one, a CRL. For this module's sources alone.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>

#include "timestamp/ask.hpp"
#include "timestamp/evidence.hpp"

namespace earwitness::timestamp {

/// As much as there is: what can't be had is left out. Waits as ask() does, for a few questions.
[[nodiscard]] Evidence gather(std::span<const std::byte> token, const AskLimits& limits,
                              const std::atomic<bool>& cancelled);

}  // namespace earwitness::timestamp
