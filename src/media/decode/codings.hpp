// SPDX-License-Identifier: MIT
//
// What telephones, cameras, recorders and meeting programs make, and nothing else of what FFmpeg can: each form more is
// a way more for a hostile file. And the words in which such files tell of themselves.
#pragma once

#include <string>
#include <string_view>

namespace earwitness::media {

/// FFmpeg's names, with commas: of containers, and of decoders of sound.
extern const char* const container_names;
extern const char* const decoder_names;

[[nodiscard]] bool is_decoded_here(std::string_view decoder) noexcept;

/// What a tag of FFmpeg's is called among the claims; empty: of no use.
[[nodiscard]] std::string claim_name(std::string_view key, std::string_view value, bool is_wave);

}  // namespace earwitness::media
