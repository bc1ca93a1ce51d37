// SPDX-License-Identifier: MIT
//
// A decoder's samples as integers in the canonical byte form. Integers stay what they are: of up to 16 bits they become
// 16, of up to 24 they become 24, else 32. Numbers with a point, which lossy codings give, become 24: a number between
// -1 and 1 is multiplied by 2^23 and rounded to the nearest integer, halves to the even one; what passes full scale is
// held within the range, and counted; what is no number is 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earwitness::media {

/// As FFmpeg lays them out, without naming FFmpeg's types.
enum class Layout : std::uint8_t { u8, s16, s32, s64, f32, f64 };

struct Conversion {
  Layout layout = Layout::s16;
  bool planar = false;
  std::uint16_t channels = 1;
  std::uint16_t bits = 16;  ///< of the result
};

struct OverScale {
  std::uint64_t samples = 0;
  double peak = 0;
};

/// Appends `frames` frames. `planes`: one a channel where they are planar, else one.
void append_samples(std::vector<std::byte>& to, const Conversion& conversion, const std::uint8_t* const* planes,
                    std::size_t frames, OverScale& over);

}  // namespace earwitness::media
