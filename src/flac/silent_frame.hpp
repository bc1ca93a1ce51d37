// SPDX-License-Identifier: MIT
//
// Single FLAC frames (RFC 9639, 9) made by hand. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::flac {

/// One frame of digital silence, which takes the place of one that can't be read.
[[nodiscard]] std::vector<std::byte> silent_frame(const AudioFormat& format, std::uint64_t number,
                                                  std::uint32_t block_size);

/// One frame of these samples as they are (in the canonical byte form, at most 65536 frames). `counts_samples`: the
/// stream's frames are numbered by their first sample.
[[nodiscard]] std::vector<std::byte> verbatim_frame(const AudioFormat& format, std::uint64_t number,
                                                    bool counts_samples, std::span<const std::byte> samples);

}  // namespace earwitness::flac
