// SPDX-License-Identifier: MIT
//
// The names in an excerpt (docs/format.md, "Excerpt"), for whoever makes one and whoever checks it.
#pragma once

#include <string>
#include <string_view>

namespace earwitness::journal {

inline constexpr const char* excerpt_file = "data/excerpt.json";
/// Where the original's manifest, tag manifest and `seal/` lie.
inline constexpr const char* excerpt_original = "data/original/";

/// `data/audio-001.flac` is `data/excerpt-001.flac` there; empty for another name.
[[nodiscard]] inline std::string excerpt_name(std::string_view original) {
  constexpr std::string_view prefix = "data/audio-";
  if (!original.starts_with(prefix)) return {};
  return std::string("data/excerpt-").append(original.substr(prefix.size()));
}

}  // namespace earwitness::journal
