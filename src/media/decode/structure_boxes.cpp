// SPDX-License-Identifier: MIT
//
// Containers with an index: MP4 and its like (ISO 14496-12), Matroska and WebM, ASF. FFmpeg reads the index; here only
// the outer boxes are walked: one that ends beyond the file shows a copy that broke off, and sound without an index is
// what a recorder leaves that was never done.
#include <string_view>

#include "media/decode/structure.hpp"

namespace earwitness::media {

namespace {

using namespace std::string_view_literals;

struct Box {
  std::uint64_t head = 0;
  std::uint64_t bytes = 0;  ///< with its head
};

std::optional<Box> box_at(Source& file, std::uint64_t at) {
  const auto size = file.big(at, 4);
  if (!size || !file.big(at + 4, 4)) return std::nullopt;
  if (*size == 0) return Box{8, file.size() - at};  // to the end
  if (*size != 1) return *size < 8 ? std::nullopt : std::optional(Box{8, *size});
  const auto large = file.big(at + 8, 8);
  return large && *large >= 16 ? std::optional(Box{16, *large}) : std::nullopt;
}

constexpr std::uint64_t open_ended = ~std::uint64_t{0};

struct Element {
  std::uint64_t id = 0;
  std::uint64_t head = 0;
  std::uint64_t bytes = 0;  ///< of its content; open_ended: as far as it goes
};

/// A number of EBML: its length is in the leading zeros of its first byte.
std::optional<std::pair<std::uint64_t, std::uint64_t>> ebml_number(Source& file, std::uint64_t at, bool keep_marker) {
  const auto first = file.big(at, 1);
  if (!first || *first == 0) return std::nullopt;
  std::uint64_t length = 1;
  while ((*first & (0x80U >> (length - 1))) == 0) ++length;
  const auto value = file.big(at, static_cast<std::size_t>(length));
  if (!value) return std::nullopt;
  const auto marker = std::uint64_t{1} << (7 * length);
  const auto without = *value & (marker - 1);
  if (keep_marker) return std::pair(*value, length);
  return std::pair(without == marker - 1 ? open_ended : without, length);
}

std::optional<Element> element_at(Source& file, std::uint64_t at) {
  const auto id = ebml_number(file, at, true);
  if (!id) return std::nullopt;
  const auto size = ebml_number(file, at + id->second, false);
  if (!size) return std::nullopt;
  return Element{id->first, id->second + size->second, size->first};
}

constexpr std::uint64_t segment_id = 0x18538067;
constexpr std::uint64_t cluster_id = 0x1F43B675;

}  // namespace

Structure examine_boxes(Source& file) {
  Structure made;
  made.demuxer = "mov";
  made.parts.push_back({0, file.size()});
  bool has_index = false;
  std::uint64_t fragment = 0;
  for (std::uint64_t at = 0; at < file.size();) {
    const auto box = box_at(file, at);
    if (!box) {
      made.problems.push_back({Trouble::foreign_bytes, std::nullopt, file.size() - at});
      break;
    }
    has_index = has_index || file.has(at + 4, "moov");
    if (file.has(at + 4, "moof") && file.has(at + box->head + 4, "mfhd")) {
      const auto number = file.big(at + box->head + 12, 4).value_or(0);
      if (fragment != 0 && number != fragment + 1) {
        made.problems.push_back({Trouble::missing, std::nullopt, std::nullopt});
      }
      fragment = number;
    }
    if (box->bytes > file.size() - at) {
      made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
      break;
    }
    at += box->bytes;
  }
  made.no_index = !has_index;
  return made;
}

Structure examine_matroska(Source& file) {
  Structure made;
  made.demuxer = "matroska";
  made.parts.push_back({0, file.size()});
  const auto cut = [&made] { made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt}); };
  std::uint64_t at = 0;
  bool in_segment = false;
  while (at < file.size()) {
    const auto element = element_at(file, at);
    if (!element) {
      made.problems.push_back({Trouble::foreign_bytes, std::nullopt, file.size() - at});
      break;
    }
    const auto begin = at + element->head;
    const bool is_open = element->bytes == open_ended;
    if (element->id == segment_id && !in_segment) {
      in_segment = true;
      if (!is_open && begin + element->bytes > file.size()) {
        cut();
        break;
      }
      at = begin;
      continue;
    }
    if (is_open && element->id == cluster_id) break;  // as a browser writes it: nothing tells its end
    if (is_open || begin + element->bytes > file.size()) {
      cut();
      break;
    }
    at = begin + element->bytes;
  }
  return made;
}

Structure examine_asf(Source& file) {
  constexpr auto properties = "\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4\x00\xC0\x0C\x20\x53\x65"sv;
  constexpr std::uint64_t max_head = 64 * 1024;
  Structure made;
  made.demuxer = "asf";
  made.parts.push_back({0, file.size()});
  const auto at = file.find(0, properties);
  if (!at || *at > max_head) return made;
  const auto size = file.little(*at + 40, 8).value_or(0);
  const bool is_broadcast = (file.little(*at + 88, 4).value_or(0) & 1U) != 0;
  if (!is_broadcast && size > file.size()) made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
  return made;
}

}  // namespace earwitness::media
