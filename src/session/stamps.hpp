// SPDX-License-Identifier: MIT
//
// When time stamps are asked for over the network: a setting, apart from what does it (stamping.hpp).
#pragma once

#include <cstdint>

namespace earwitness::session {

enum class Stamps : std::uint8_t {
  none,
  later,  ///< by the command `timestamp` alone
  during  ///< while it records, too
};

}  // namespace earwitness::session
