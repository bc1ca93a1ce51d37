// SPDX-License-Identifier: MIT
//
// Under a sanitizer each check takes fifteen times as long; there it is the memory that is looked at, and a part of the
// places will do. The plain build takes them all.
#pragma once

#include <cstddef>

namespace earwitness::test {

#if defined(__SANITIZE_ADDRESS__)
#define EARWITNESS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EARWITNESS_SANITIZED
#endif
#endif
#ifdef EARWITNESS_SANITIZED
inline constexpr std::size_t sanitized_stride = 61;
#else
inline constexpr std::size_t sanitized_stride = 1;
#endif

}  // namespace earwitness::test
