// SPDX-License-Identifier: MIT
//
// Boxes within boxes (ISO 14496-12, 4.2), as far as their lengths fit into each other. One thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "media/decode/source.hpp"

namespace earwitness::media {

/// Of a box: where what is in it begins and ends. Nothing begins at 0.
struct BoxContent {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

/// Each box within another one that has this name, in order.
[[nodiscard]] std::vector<BoxContent> boxes_in(Source& file, const BoxContent& within, std::string_view name);

/// The first of each name, one within the other.
[[nodiscard]] std::optional<BoxContent> box_in(Source& file, const BoxContent& within,
                                               std::initializer_list<std::string_view> path);

struct BoxTimes {
  std::uint64_t scale = 0;  ///< units a second
  std::uint64_t duration = 0;
};

/// In units of a track; none that can be true is longer.
inline constexpr std::uint64_t max_box_time = std::uint64_t{1} << 48;

/// Of `mvhd` or `mdhd`, which begin alike.
[[nodiscard]] std::optional<BoxTimes> times_in(Source& file, const std::optional<BoxContent>& header);

}  // namespace earwitness::media
