// SPDX-License-Identifier: MIT
//
// What stored revocation answers say of a chain (RFC 5280, RFC 6960), for a time stamp of a certain time. For this
// module's sources alone; pure, any thread.
#pragma once

#include <string>

#include "timestamp/chain.hpp"

namespace earwitness::timestamp {

struct Revocation {
  bool revoked = false;  ///< so that the time stamp can't be believed
  std::string sentence;
};

/// RFC 3161, 4: a certificate that was revoked later for another reason than its key does not take back the time stamps
/// before; one whose reason is the key, or is not told, takes back all.
[[nodiscard]] Revocation check_revocation(const Chain& chain, const Evidence& evidence, UtcTime stamped);

}  // namespace earwitness::timestamp
