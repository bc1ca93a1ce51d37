// SPDX-License-Identifier: MIT
//
// `Payload-Oxum` of bag-info.txt (RFC 8493, 2.2.2). A pure function, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace earwitness::bag {

/// The payload's size in bytes, and how many files it has.
struct Oxum {
  std::uint64_t octets = 0;
  std::uint64_t files = 0;
  friend bool operator==(const Oxum&, const Oxum&) = default;
};

/// `OCTETS.FILES`; nothing for anything else.
[[nodiscard]] std::optional<Oxum> parse_oxum(std::string_view value);

}  // namespace earwitness::bag
