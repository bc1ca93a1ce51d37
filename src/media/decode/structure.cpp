// SPDX-License-Identifier: MIT
#include "media/decode/structure.hpp"

#include <string_view>

namespace earwitness::media {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t id3_head_bytes = 10;
constexpr std::uint8_t id3_footer = 0x10;

bool is_box(Source& file) {
  for (const auto name : {"ftyp"sv, "moov"sv, "mdat"sv, "free"sv, "skip"sv, "wide"sv, "pnot"sv, "styp"sv}) {
    if (file.has(4, name)) return true;
  }
  return false;
}

bool is_wave(Source& file, std::uint64_t at) {
  return (file.has(at, "RIFF") || file.has(at, "RF64") || file.has(at, "BW64")) && file.has(at + 8, "WAVE");
}

}  // namespace

std::uint64_t skip_id3(Source& file, std::uint64_t at) {
  while (file.has(at, "ID3")) {
    const auto flags = file.big(at + 5, 1);
    const auto size = file.big(at + 6, 4);
    if (!flags || !size || (*size & 0x80808080U) != 0) break;
    const auto bytes =
        (*size & 0x7FU) | ((*size >> 1U) & 0x3F80U) | ((*size >> 2U) & 0x1FC000U) | ((*size >> 3U) & 0xFE00000U);
    at += id3_head_bytes + bytes + ((*flags & id3_footer) != 0 ? id3_head_bytes : 0);
  }
  return at;
}

Structure examine(Source& file) {
  const auto at = skip_id3(file, 0);
  if (file.has(at, "OggS")) return examine_ogg(file, at);
  if (is_wave(file, at)) return examine_wave(file, at);
  if (file.has(at, "FORM") && (file.has(at + 8, "AIFF") || file.has(at + 8, "AIFC"))) return examine_aiff(file, at);
  if (file.has(at, "caff")) return examine_caf(file, at);
  if (file.has(at, "fLaC")) return examine_flac(file, at);
  if (file.has(at, "#!AMR")) return examine_amr(file, at);
  if (at == 0 && is_box(file)) return examine_boxes(file);
  if (at == 0 && file.has(0, "\x1A\x45\xDF\xA3")) return examine_matroska(file);
  if (at == 0 && file.has(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C"sv)) {
    return examine_asf(file);
  }
  if (auto frames = examine_frames(file, at)) return *std::move(frames);
  return {{}, {{0, file.size()}}, {}};
}

}  // namespace earwitness::media
