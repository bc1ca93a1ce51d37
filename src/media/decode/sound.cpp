// SPDX-License-Identifier: MIT
#include "media/decode/sound.hpp"

#include <fmt/format.h>

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

void decode_file(Source& file, std::uint32_t stream, Output& output) {
  const auto structure = examine(file);
  for (const auto& problem : structure.problems) output.problem(problem);
  std::uint32_t decoded = 0;
  for (const auto& part : structure.parts) {
    if (output.is_full()) break;
    PartDecoder decoder(file, part, structure, stream, output);
    if (const auto why = decoder.open()) {
      if (!output.has_format()) return output.nothing(structure.no_index ? NoSound::no_index : *why);
      output.problem({Trouble::foreign_bytes, output.now_ms(), part.to - part.from});
      continue;
    }
    decoder.decode();
    if (const auto why = decoder.refused()) return output.nothing(*why);
    decoded += decoder.frames() > 0 ? 1 : 0;
  }
  if (!output.has_format() || output.frames() == 0) return output.nothing(NoSound::unreadable);
  output.end(decoded);
}

}  // namespace earwitness::media
