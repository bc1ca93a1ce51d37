// SPDX-License-Identifier: MIT
//
// How much work was done in the process: so that a test can count what a clock would not tell. Any thread.
#pragma once

#include <cstdint>

namespace earwitness::crypto {

[[nodiscard]] std::uint64_t signatures_checked() noexcept;

}  // namespace earwitness::crypto
