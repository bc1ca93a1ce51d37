// SPDX-License-Identifier: MIT
//
// Whether somebody could have forged a time stamp although its signature holds: keys that can be broken, digests for
// which two texts can be found. For this module's sources alone; pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "timestamp/chain.hpp"

namespace earwitness::timestamp {

/// Of which somebody can make two texts with one hash: by OpenSSL's number; also one that is not known.
[[nodiscard]] bool is_weak_digest(int nid);

/// A sentence for each key and signature on the way from the token to the root that is too weak. A root's signature on
/// itself says nothing, and is not looked at.
[[nodiscard]] std::vector<std::string> weaknesses_of(PKCS7& token, const Chain& chain);

}  // namespace earwitness::timestamp
