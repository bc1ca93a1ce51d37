// SPDX-License-Identifier: MIT
//
// What an edit list (ISO 14496-12, 8.6.6) leaves out: whoever trims a recording on a telephone often only writes down
// which times are to be played, and the rest stays in the file. FFmpeg decodes what is to be played.
#include <algorithm>
#include <utility>

#include "media/decode/structure.hpp"

namespace earwitness::media {

namespace {

constexpr int max_children = 10'000;
constexpr std::uint64_t max_edits = 10'000;
constexpr std::uint64_t max_time = std::uint64_t{1} << 48;  ///< in units of a track; none that can be true is longer

struct Content {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

/// Of each box within another one that has this name, in order.
std::vector<Content> children(Source& file, const Content& within, std::string_view name) {
  std::vector<Content> found;
  auto at = within.from;
  for (int i = 0; i < max_children && at + 8 <= within.to; ++i) {
    const auto size = file.big(at, 4);
    const auto bytes = size == 1U ? file.big(at + 8, 8) : size;
    const std::uint64_t head = size == 1U ? 16 : 8;
    if (!bytes || *bytes < head || *bytes > within.to - at) break;
    if (file.has(at + 4, name)) found.push_back({at + head, at + *bytes});
    at += *bytes;
  }
  return found;
}

std::optional<Content> child(Source& file, const Content& within, std::initializer_list<std::string_view> path) {
  auto at = within;
  for (const auto name : path) {
    const auto found = children(file, at, name);
    if (found.empty()) return std::nullopt;
    at = found.front();
  }
  return at;
}

struct Times {
  std::uint64_t scale = 0;  ///< units a second
  std::uint64_t duration = 0;
};

/// Of `mvhd` or `mdhd`, which begin alike.
std::optional<Times> times_of(Source& file, const std::optional<Content>& header) {
  if (!header) return std::nullopt;
  const bool is_long = file.big(header->from, 1) == 1U;
  const auto scale = file.big(header->from + (is_long ? 20 : 12), 4);
  const auto duration = file.big(header->from + (is_long ? 24 : 16), is_long ? 8 : 4);
  if (!scale || *scale == 0 || !duration || *duration >= max_time) return std::nullopt;
  return Times{*scale, *duration};
}

/// From and to, in units of the track's own time.
using Played = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

/// Nothing: all of it is played.
std::optional<Played> played_of(Source& file, const Content& list, const Times& movie, const Times& track) {
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
    if (!length || !begin || *length >= max_time) return std::nullopt;
    if (*begin == none) continue;
    if (*begin >= max_time) return std::nullopt;
    // Up to its end, as in a file whose length was not known when this was written.
    const auto units =
        *length == 0 ? track.duration
                     : static_cast<std::uint64_t>(static_cast<double>(*length) / static_cast<double>(movie.scale) *
                                                  static_cast<double>(track.scale));
    played.emplace_back(*begin, *begin + units);
  }
  return played;
}

std::uint64_t left_out_ms(Played played, const Times& track) {
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
  const Content movie_box{from, to};
  const auto movie = times_of(file, child(file, movie_box, {"mvhd"}));
  for (const auto& track_box : children(file, movie_box, "trak")) {
    const auto handler = child(file, track_box, {"mdia", "hdlr"});
    if (!handler || !file.has(handler->from + 8, "soun")) continue;
    const auto track = times_of(file, child(file, track_box, {"mdia", "mdhd"}));
    const auto list = child(file, track_box, {"edts", "elst"});
    const auto played = movie && track && list ? played_of(file, *list, *movie, *track) : std::nullopt;
    each.push_back(played ? left_out_ms(*played, *track) : 0);
  }
  return each;
}

}  // namespace earwitness::media
