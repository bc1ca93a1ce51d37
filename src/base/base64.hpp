// SPDX-License-Identifier: MIT
//
// Base64 (RFC 4648, section 4): bytes within a line of JSON. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::base {

/// With its padding, without line breaks.
[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);

/// The inverse, of the one form that to_base64() writes: nothing on another character, missing padding, or bits behind
/// the last byte.
[[nodiscard]] std::optional<std::vector<std::byte>> from_base64(std::string_view text);

}  // namespace earwitness::base
