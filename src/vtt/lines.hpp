// SPDX-License-Identifier: MIT
//
// A text in lines and blocks, as WebVTT and SubRip have them: a block is what stands between two empty lines. Private
// to this module. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace earwitness::vtt {

struct Line {
  std::uint64_t number = 0;  ///< from 1
  std::string_view text;     ///< without its end: LF, CR LF or CR
};
using Block = std::vector<Line>;

[[nodiscard]] std::vector<Line> lines_of(std::string_view text);
/// None of them is empty.
[[nodiscard]] std::vector<Block> blocks_of(const std::vector<Line>& lines);

}  // namespace earwitness::vtt
