// SPDX-License-Identifier: MIT
//
// The words of a cue: tags and escapes (WebVTT, "cue text"). Private to this module. Pure functions, any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "vtt/lines.hpp"

namespace earwitness::vtt {

struct Words {
  std::string speaker;
  std::string text;
};

using Tell = std::function<void(std::uint64_t line, std::string sentence)>;

/// A part for each one who speaks; at least one, whose text may be empty.
[[nodiscard]] std::vector<Words> words_of(const Block& lines, const Tell& tell);

/// `&`, `<` and `>` as they are written in a cue.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace earwitness::vtt
