// SPDX-License-Identifier: MIT
//
// When time stamps are asked for over the network: a setting, apart from what does it (stamping.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace earwitness::session {

enum class Stamps : std::uint8_t {
  none,
  later,  ///< by the command `timestamp` alone
  during  ///< while it records, too
};
[[nodiscard]] const char* to_string(Stamps stamps) noexcept;
[[nodiscard]] std::optional<Stamps> to_stamps(std::string_view word) noexcept;

}  // namespace earwitness::session
