// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace earwitness::bag {

/// how-to-verify.txt: for whoever gets a recording and has nothing of ours, in English and Dutch.
[[nodiscard]] std::string_view how_to_verify() noexcept;

}  // namespace earwitness::bag
