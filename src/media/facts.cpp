// SPDX-License-Identifier: MIT
#include "media/facts.hpp"

#include <algorithm>
#include <array>

namespace earwitness::media {

namespace {

constexpr std::array trouble_words{"ends early",    "longer",     "unreadable", "checksum",     "missing",
                                   "foreign bytes", "unfinished", "edited out", "shape changes"};

}  // namespace

bool is_damage(Trouble trouble) noexcept { return trouble != Trouble::shape_changes; }

const char* to_string(Trouble trouble) noexcept { return trouble_words[static_cast<std::size_t>(trouble)]; }

std::optional<Trouble> find_trouble(std::string_view word) noexcept {
  for (std::size_t i = 0; i < trouble_words.size(); ++i) {
    if (word == trouble_words[i]) return static_cast<Trouble>(i);
  }
  return std::nullopt;
}

bool Facts::is_whole() const noexcept {
  return !too_long && more_problems == 0 && std::none_of(problems.begin(), problems.end(), [](const Problem& problem) {
    return is_damage(problem.trouble);
  });
}

}  // namespace earwitness::media
