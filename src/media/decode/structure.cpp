// SPDX-License-Identifier: MIT
#include "media/decode/structure.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace earwitness::media {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t id3_head_bytes = 10;
constexpr std::uint8_t id3_footer = 0x10;
constexpr std::uint64_t last_id3_bytes = 128;
constexpr std::uint64_t enhanced_id3v1_bytes = 227;
constexpr std::uint64_t ape_footer_bytes = 32;
constexpr std::uint64_t lyrics_end_bytes = 9;
constexpr std::uint64_t lyrics_size_digits = 6;
constexpr std::uint64_t max_lyrics_bytes = 5100;  ///< of the first version, which does not say its length

bool is_box(Source& file) {
  for (const auto name : {"ftyp"sv, "moov"sv, "mdat"sv, "free"sv, "skip"sv, "wide"sv, "pnot"sv, "styp"sv}) {
    if (file.has(4, name)) return true;
  }
  return false;
}

bool is_wave(Source& file, std::uint64_t at) {
  return (file.has(at, "RIFF") || file.has(at, "RF64") || file.has(at, "BW64")) && file.has(at + 8, "WAVE");
}

/// The tag that ends at `end`; 0: none does.
std::uint64_t tag_bytes_before(Source& file, std::uint64_t end) {
  if (end >= last_id3_bytes && file.has(end - last_id3_bytes, "TAG")) {
    const auto begin = end - last_id3_bytes;
    const bool is_enhanced = begin >= enhanced_id3v1_bytes && file.has(begin - enhanced_id3v1_bytes, "TAG+");
    return last_id3_bytes + (is_enhanced ? enhanced_id3v1_bytes : 0);
  }
  if (end >= ape_footer_bytes && file.has(end - ape_footer_bytes, "APETAGEX")) {
    const auto footer = end - ape_footer_bytes;
    const auto size = file.little(footer + 12, 4).value_or(0);
    const bool has_head = (file.little(footer + 20, 4).value_or(0) & 0x80000000U) != 0;
    const auto bytes = size + (has_head ? ape_footer_bytes : 0);
    return bytes >= ape_footer_bytes && bytes <= end ? bytes : 0;
  }
  if (end >= lyrics_end_bytes + lyrics_size_digits && file.has(end - lyrics_end_bytes, "LYRICS200")) {
    const auto digits = file.view(end - lyrics_end_bytes - lyrics_size_digits, lyrics_size_digits);
    std::uint64_t size = 0;
    for (const auto digit : digits) {
      const auto value = std::to_integer<std::uint8_t>(digit);
      if (value < '0' || value > '9') return 0;
      size = size * 10 + (value - '0');
    }
    const auto bytes = size + lyrics_size_digits + lyrics_end_bytes;
    return bytes <= end && file.has(end - bytes, "LYRICSBEGIN") ? bytes : 0;
  }
  if (end >= lyrics_end_bytes && file.has(end - lyrics_end_bytes, "LYRICSEND")) {
    const auto from = end - std::min(end, max_lyrics_bytes);
    const auto begin = file.find(from, "LYRICSBEGIN");
    return begin && *begin < end ? end - *begin : 0;
  }
  return 0;
}

using Examine = Structure (*)(Source&, std::uint64_t);

/// Who knows the form that begins at `at`; null: nobody.
Examine examiner_of(Source& file, std::uint64_t at) {
  if (file.has(at, "OggS")) return examine_ogg;
  if (is_wave(file, at)) return examine_wave;
  if (file.has(at, "FORM") && (file.has(at + 8, "AIFF") || file.has(at + 8, "AIFC"))) return examine_aiff;
  if (file.has(at, "caff")) return examine_caf;
  if (file.has(at, "fLaC")) return examine_flac;
  if (file.has(at, "#!AMR")) return examine_amr;
  if (file.has(at, "riff\x2E\x91\xCF\x11")) return examine_wave64;
  if (file.has(at, ".snd")) return examine_au;
  if (file.has(at, "RIFF") && file.has(at + 8, "AVI ")) return examine_avi;
  if (transport_packet_bytes(file, at) != 0) return examine_transport;
  if (at == 0 && is_box(file)) return examine_boxes;
  if (at == 0 && file.has(0, "\x1A\x45\xDF\xA3")) return examine_matroska;
  if (at == 0 && file.has(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C"sv)) return examine_asf;
  return nullptr;
}

/// Tags that somebody put behind it are no part of it, and would be taken for damage.
std::optional<Structure> examine_container(Source& file, std::uint64_t at) {
  const auto examine_it = examiner_of(file, at);
  if (examine_it == nullptr) return std::nullopt;
  file.end_at(std::max(at, begin_of_last_tags(file)));
  return examine_it(file, at);
}

}  // namespace

std::uint64_t begin_of_last_tags(Source& file) {
  constexpr int max_tags = 8;
  auto end = file.size();
  for (int i = 0; i < max_tags; ++i) {
    const auto bytes = tag_bytes_before(file, end);
    if (bytes == 0 || bytes > end) break;
    end -= bytes;
  }
  return end;
}

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

namespace {

Structure examine_sound(Source& file) {
  const auto at = skip_id3(file, 0);
  if (auto container = examine_container(file, at)) return *std::move(container);
  if (auto frames = examine_frames(file, at)) return *std::move(frames);
  if (auto frames = examine_bare_flac(file, at)) return *std::move(frames);
  // The other tags are WavPack's own, and Monkey's, which FFmpeg reads.
  if (const auto end = file.size() - std::min(file.size(), last_id3_bytes); file.has(end, "TAG")) file.end_at(end);
  Structure made;
  made.parts.push_back({0, file.size()});
  return made;
}

/// Of ID3v1, which has a fixed place for each: in ISO 8859-1, filled up with zeros or blanks.
std::vector<Claim> claims_of_last_tag(Source& file) {
  struct Field {
    const char* name;
    std::size_t at;
    std::size_t bytes;
  };
  std::vector<Claim> claims;
  if (file.size() < last_id3_bytes || !file.has(file.size() - last_id3_bytes, "TAG")) return claims;
  for (const auto& [name, at, bytes] : {Field{"title", 3, 30}, Field{"artist", 33, 30}, Field{"album", 63, 30},
                                        Field{"date", 93, 4}, Field{"comment", 97, 28}}) {
    std::string text;
    for (const auto byte : file.view(file.size() - last_id3_bytes + at, bytes)) {
      const auto c = std::to_integer<std::uint8_t>(byte);
      if (c == 0) break;
      if (c < 0x80U) {
        text += static_cast<char>(c);
      } else {
        text += static_cast<char>(0xC0U | (c >> 6U));
        text += static_cast<char>(0x80U | (c & 0x3FU));
      }
    }
    text.erase(text.find_last_not_of(' ') + 1);
    if (!text.empty()) claims.push_back({name, text});
  }
  return claims;
}

}  // namespace

Structure examine(Source& file) {
  auto claims = claims_of_last_tag(file);
  auto made = examine_sound(file);
  made.claims = std::move(claims);
  return made;
}

}  // namespace earwitness::media
