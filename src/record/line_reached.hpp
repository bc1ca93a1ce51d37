// SPDX-License-Identifier: MIT
//
// A line of the journal, as a time stamp is to cover it. A value.
#pragma once

#include <cstdint>
#include <string>

namespace earwitness::record {

struct LineReached {
  std::uint64_t sequence = 0;  ///< its `seq`
  std::string hash;            ///< hex SHA-256 of its bytes
};

}  // namespace earwitness::record
