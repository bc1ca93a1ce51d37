// SPDX-License-Identifier: MIT
//
// Limits of what is made to be looked at.
#pragma once

#include <cstddef>
#include <cstdint>

namespace earwitness::limits {

/// Of a copy to listen to within a report's page; a larger one lies beside it. As base64 it takes a third more, which
/// the browsers of today still play from a page (512 MB); three hours of speech stay below it.
inline constexpr std::uint64_t report_embedded_bytes = 160ULL * 1024 * 1024;
inline constexpr std::size_t minutes_people = 20;  ///< who sign a conversation report

}  // namespace earwitness::limits
