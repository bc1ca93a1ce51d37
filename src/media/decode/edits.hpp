// SPDX-License-Identifier: MIT
//
// Edit lists (ISO 14496-12, 8.6.6): which times of a track are to be played. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "media/decode/boxes.hpp"

namespace earwitness::media {

/// From and to, in units of the track's own time.
using Played = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

/// Of the content of an `elst`; nothing: all of the track is played.
[[nodiscard]] std::optional<Played> played_in(Source& file, const BoxContent& list, const BoxTimes& movie,
                                              const BoxTimes& track);

}  // namespace earwitness::media
