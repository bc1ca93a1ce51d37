// SPDX-License-Identifier: MIT
//
// What an edit list (ISO 14496-12, 8.6.6) leaves out: whoever trims a recording on a telephone often only writes down
// which times are to be played, and the rest stays in the file. FFmpeg decodes what is to be played.
#include <algorithm>
#include <utility>

#include "media/decode/edits.hpp"
#include "media/decode/structure.hpp"

namespace earwitness::media {

namespace {

constexpr std::uint64_t max_edits = 10'000;

}  // namespace

std::optional<Played> played_in(Source& file, const BoxContent& list, const BoxTimes& movie, const BoxTimes& track) {
  const bool is_long = file.big(list.from, 1) == 1U;
  const auto count = file.big(list.from + 4, 4);
  const std::uint64_t entry_bytes = is_long ? 20 : 12;
  if (!count || *count == 0 || *count > max_edits) return std::nullopt;
  Played played;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto at = list.from + 8 + i * entry_bytes;
    if (at + entry_bytes > list.to) return std::nullopt;
    const auto length = file.big(at, is_long ? 8 : 4);
    const auto begin = file.big(at + (is_long ? 8 : 4), is_long ? 8 : 4);
    const auto none = is_long ? ~std::uint64_t{0} : std::uint64_t{0xFFFFFFFF};  // silence before it begins
    if (!length || !begin || *length >= max_box_time) return std::nullopt;
    if (*begin == none) continue;
    if (*begin >= max_box_time) return std::nullopt;
    // Up to its end, as in a file whose length was not known when this was written.
    const auto units =
        *length == 0 ? track.duration
                     : static_cast<std::uint64_t>(static_cast<double>(*length) / static_cast<double>(movie.scale) *
                                                  static_cast<double>(track.scale));
    played.emplace_back(*begin, *begin + units);
  }
  return played;
}

namespace {

std::uint64_t left_out_ms(Played played, const BoxTimes& track) {
  std::sort(played.begin(), played.end());
  std::uint64_t shown = 0;
  std::uint64_t end = 0;
  for (const auto& [from, to] : played) {
    const auto begin = std::max(from, end);
    const auto until = std::min(to, track.duration);
    if (until <= begin) continue;
    shown += until - begin;
    end = until;
  }
  return static_cast<std::uint64_t>(static_cast<double>(track.duration - shown) * 1000.0 /
                                    static_cast<double>(track.scale));
}

}  // namespace

std::vector<std::uint64_t> edited_out_ms(Source& file, std::uint64_t from, std::uint64_t to) {
  std::vector<std::uint64_t> each;
  const BoxContent movie_box{from, to};
  const auto movie = times_in(file, box_in(file, movie_box, {"mvhd"}));
  for (const auto& track_box : boxes_in(file, movie_box, "trak")) {
    const auto handler = box_in(file, track_box, {"mdia", "hdlr"});
    if (!handler || !file.has(handler->from + 8, "soun")) continue;
    const auto track = times_in(file, box_in(file, track_box, {"mdia", "mdhd"}));
    const auto list = box_in(file, track_box, {"edts", "elst"});
    const auto played = movie && track && list ? played_in(file, *list, *movie, *track) : std::nullopt;
    each.push_back(played ? left_out_ms(*played, *track) : 0);
  }
  return each;
}

}  // namespace earwitness::media
