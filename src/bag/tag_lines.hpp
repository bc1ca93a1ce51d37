// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string_view>

namespace earwitness::bag {

/// Takes a line of a tag file off the front, without its end, which is LF, CR or both (RFC 8493, 2.1.3). A pure
/// function.
[[nodiscard]] inline std::string_view pop_line(std::string_view& text) noexcept {
  const auto end = std::min(text.find_first_of("\r\n"), text.size());
  const auto line = text.substr(0, end);
  const bool is_pair = text.substr(end, 2) == "\r\n";
  text.remove_prefix(std::min(end + (is_pair ? 2 : 1), text.size()));
  return line;
}

}  // namespace earwitness::bag
