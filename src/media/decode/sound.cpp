// SPDX-License-Identifier: MIT
#include "media/decode/sound.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "media/decode/codings.hpp"
#include "media/decode/part.hpp"
#include "media/decode/structure.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
}

namespace earwitness::media {

std::string library_version() {
  const auto dotted = [](unsigned version) {
    return fmt::format("{}.{}.{}", version >> 16U, (version >> 8U) & 0xFFU, version & 0xFFU);
  };
  return fmt::format("FFmpeg {} (libavformat {}, libavcodec {})", av_version_info(), dotted(avformat_version()),
                     dotted(avcodec_version()));
}

namespace {

/// It ends early, and where is known only when all of it is decoded.
bool is_told_at_end(const Problem& problem) noexcept {
  return problem.trouble == Trouble::ends_early && !problem.at_ms;
}

}  // namespace

void decode_file(Source& file, const DecodeOptions& wanted, Output& output) {
  const auto structure = examine(file);
  for (const auto& problem : structure.problems) {
    if (!is_told_at_end(problem)) output.problem(problem);
  }
  std::uint32_t decoded = 0;
  std::optional<NoSound> nothing;
  for (const auto& part : structure.parts) {
    if (output.is_full()) break;
    PartDecoder decoder(file, part, structure, wanted, output);
    if (const auto why = decoder.open()) {
      if (!output.has_format() && !nothing) nothing = structure.no_index ? NoSound::no_index : *why;
      output.problem({Trouble::foreign_bytes, output.now_ms(), part.to - part.from});
      continue;
    }
    decoder.decode();
    if (const auto why = decoder.refused()) return output.nothing(*why);
    decoded += decoder.frames() > 0 ? 1 : 0;
  }
  if (!output.has_format() || output.frames() == 0) return output.nothing(nothing.value_or(NoSound::unreadable));
  const bool ends_early = std::any_of(structure.problems.begin(), structure.problems.end(), is_told_at_end);
  if (ends_early && !output.has_ended_early()) output.problem({Trouble::ends_early, output.now_ms(), std::nullopt});
  output.end(decoded);
}

}  // namespace earwitness::media
