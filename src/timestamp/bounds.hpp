// SPDX-License-Identifier: MIT
//
// What a certificate, a revocation list and an answer may be so that they are used: each authority's are far below, and
// what is above costs more with each time stamp than its size tells. Whoever made the folder chose them. For this
// module's sources alone; pure, any thread.
#pragma once

#include <cstdint>

#include "timestamp/openssl.hpp"

namespace earwitness::timestamp {

/// What became of something that was given to be kept.
enum class Kept : std::uint8_t { yes, unreadable, too_large };

[[nodiscard]] bool is_within_bounds(X509& certificate);
/// The same of each.
[[nodiscard]] bool are_within_bounds(const STACK_OF(X509) * certificates);
[[nodiscard]] bool is_within_bounds(X509_CRL& list);
/// Also of the certificates that come with it.
[[nodiscard]] bool is_within_bounds(const OCSP_BASICRESP& answer);

}  // namespace earwitness::timestamp
