// SPDX-License-Identifier: MIT
//
// A text in lines and blocks, as WebVTT and SubRip have them, and the words of a cue: tags and escapes (WebVTT, "cue
// text"). Private to this module. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::vtt {

struct Line {
  std::uint64_t number = 0;  ///< from 1
  std::string_view text;     ///< without its end: LF, CR LF or CR
};
/// What stands between two empty lines.
using Block = std::vector<Line>;

[[nodiscard]] std::vector<Line> lines_of(std::string_view text);
/// None of them is empty.
[[nodiscard]] std::vector<Block> blocks_of(const std::vector<Line>& lines);

struct Words {
  std::string speaker;
  std::string text;
};

using Report = std::function<void(std::uint64_t line, std::string sentence)>;

/// A part for each one who speaks; at least one, whose text may be empty.
[[nodiscard]] std::vector<Words> words_of(const Block& lines, const Report& report);

/// `&`, `<` and `>` as they are written in a cue.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace earwitness::vtt
