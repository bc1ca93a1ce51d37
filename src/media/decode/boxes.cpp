// SPDX-License-Identifier: MIT
#include "media/decode/boxes.hpp"

namespace earwitness::media {

std::vector<BoxContent> boxes_in(Source& file, const BoxContent& within, std::string_view name) {
  constexpr int max_boxes = 10'000;
  std::vector<BoxContent> found;
  auto at = within.from;
  for (int i = 0; i < max_boxes && at + 8 <= within.to; ++i) {
    const auto size = file.big(at, 4);
    const auto bytes = size == 1U ? file.big(at + 8, 8) : size;
    const std::uint64_t head = size == 1U ? 16 : 8;
    if (!bytes || *bytes < head || *bytes > within.to - at) break;
    if (file.has(at + 4, name)) found.push_back({at + head, at + *bytes});
    at += *bytes;
  }
  return found;
}

std::optional<BoxContent> box_in(Source& file, const BoxContent& within, std::initializer_list<std::string_view> path) {
  auto at = within;
  for (const auto name : path) {
    const auto found = boxes_in(file, at, name);
    if (found.empty()) return std::nullopt;
    at = found.front();
  }
  return at;
}

std::optional<BoxTimes> times_in(Source& file, const std::optional<BoxContent>& header) {
  if (!header) return std::nullopt;
  const bool is_long = file.big(header->from, 1) == 1U;
  const auto scale = file.big(header->from + (is_long ? 20 : 12), 4);
  const auto duration = file.big(header->from + (is_long ? 24 : 16), is_long ? 8 : 4);
  if (!scale || *scale == 0 || !duration || *duration >= max_box_time) return std::nullopt;
  return BoxTimes{*scale, *duration};
}

}  // namespace earwitness::media
