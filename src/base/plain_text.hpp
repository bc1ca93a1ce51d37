// SPDX-License-Identifier: MIT
//
// What may be kept as a name: of a person, of a recording, of a device. Pure, any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace earwitness::base {

/// A name, title or device: valid UTF-8 of 1 to `limit` bytes without control characters, quotes and backslashes.
[[nodiscard]] bool is_plain_text(std::string_view text, std::size_t limit) noexcept;

}  // namespace earwitness::base
