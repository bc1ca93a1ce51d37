// SPDX-License-Identifier: MIT
//
// A length of time as it is typed where minutes are meant. A pure function.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace earwitness::cli {

/// `45` are minutes; `45m`, `1h30m` are what they say. From `least` to `most`, else Error(usage) that names `word`.
[[nodiscard]] std::chrono::seconds parse_minutes(const std::string& word, std::string_view text,
                                                 std::chrono::seconds least, std::chrono::seconds most);

}  // namespace earwitness::cli
