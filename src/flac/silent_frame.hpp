// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::flac {

/// One FLAC frame of digital silence (RFC 9639, 9), which takes the place of one that can't be read. A pure function.
[[nodiscard]] std::vector<std::byte> silent_frame(const AudioFormat& format, std::uint64_t number,
                                                  std::uint32_t block_size);

}  // namespace earwitness::flac
