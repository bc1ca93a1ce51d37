// SPDX-License-Identifier: MIT
#include "media/decode/codings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace earwitness::media {

const char* const container_names =
    "mov,mp4,m4a,3gp,3g2,mj2,mov\\,mp4\\,m4a\\,3gp\\,3g2\\,mj2,matroska,webm,matroska\\,webm,ogg,mp3,aac,amr,amrnb,"
    "amrwb,wav,w64,aiff,caf,au,flac,wv,tta,ape,asf,avi,mpegts,mpeg,flv,loas,ac3,eac3,dts,gsm,voc,dss,qcp";

const char* const decoder_names =
    "aac,aac_latm,alac,amrnb,amrwb,mp1float,mp1,mp2float,mp2,mp3float,mp3,vorbis,opus,flac,wavpack,tta,ape,"
    "pcm_s8,pcm_s8_planar,pcm_u8,pcm_s16le,pcm_s16be,pcm_s16le_planar,pcm_s16be_planar,pcm_u16le,pcm_u16be,pcm_s24le,"
    "pcm_s24be,pcm_s24le_planar,pcm_u24le,pcm_u24be,pcm_s32le,pcm_s32be,pcm_s32le_planar,pcm_u32le,pcm_u32be,"
    "pcm_s64le,pcm_s64be,pcm_f16le,pcm_f24le,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,pcm_lxf,"
    "pcm_bluray,pcm_dvd,s302m,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_yamaha,adpcm_swf,adpcm_g722,g722,adpcm_g726,"
    "adpcm_g726le,g726,g726le,gsm,gsm_ms,wmav1,wmav2,wmapro,wmalossless,wmavoice,ac3,eac3,dca,qcelp,evrc,dss_sp,"
    "libspeex,speex,g723_1,g729,truespeech,nellymoser,atrac3,atrac3p,atrac3plus,ilbc";

bool is_decoded_here(std::string_view decoder) noexcept {
  std::string_view names = decoder_names;
  while (!names.empty()) {
    const auto end = std::min(names.find(','), names.size());
    if (names.substr(0, end) == decoder) return true;
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

namespace {

/// Ogg's tags are of either case.
bool is_alike(std::string_view one, std::string_view other) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

/// Whatever it calls it: where somebody was must not be taken for a word like others (`location-nld`,
/// `com.apple.quicktime.location.name`, `GPSLatitude`, `geotag`).
bool says_place(std::string_view key) noexcept {
  for (const std::string_view part : {"location", "gps", "latitude", "longitude", "coordinates", "geotag", "geo_"}) {
    for (std::size_t at = 0; at + part.size() <= key.size(); ++at) {
      if (is_alike(key.substr(at, part.size()), part)) return true;
    }
  }
  return false;
}

}  // namespace

std::string claim_name(std::string_view key, std::string_view value, bool is_wave) {
  // The first that fits: a key, and what it says.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 31> names{{
      {"com.apple.quicktime.creationdate", "created"},
      {"com.apple.quicktime.location.ISO6709", "place"},
      {"com.apple.quicktime.make", "device maker"},
      {"com.apple.quicktime.model", "device"},
      {"com.apple.quicktime.software", "device software"},
      {"com.apple.quicktime.title", "title"},
      {"com.android.version", "Android version"},
      {"com.android.manufacturer", "device maker"},
      {"com.android.model", "device"},
      {"com.android.capture.fps", ""},
      {"creation_time", "created"},
      {"location", "place"},
      {"location-eng", "place"},
      {"make", "device maker"},
      {"model", "device"},
      {"encoder", "encoder"},
      {"encoded_by", "encoder"},
      {"software", "software"},
      {"title", "title"},
      {"artist", "artist"},
      {"album", "album"},
      {"genre", "genre"},
      {"comment", "comment"},
      {"copyright", "copyright"},
      {"date", "date"},
      {"year", "date"},
      {"TDRC", "date"},
      {"originator", "originator"},
      {"description", "description"},
      {"handler_name", ""},
      {"vendor_id", ""},
  }};
  // The chunk of broadcast files, which FFmpeg calls by other words.
  if (is_wave && key == "date" && value.size() == 10) return "origination date";
  if (is_wave && key == "creation_time" && value.size() == 8) return "origination time";
  if (is_wave && key == "encoded_by") return "originator";
  for (const auto& [known, name] : names) {
    if (is_alike(key, known)) return std::string(name);
  }
  if (says_place(key)) return "place";
  for (const auto of_no_use :
       {"major_brand", "time_reference", "TLEN", "minor_version", "compatible_brands", "language", "DURATION"}) {
    if (is_alike(key, of_no_use)) return {};
  }
  return std::string(key);
}

}  // namespace earwitness::media
