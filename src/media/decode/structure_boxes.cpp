// SPDX-License-Identifier: MIT
//
// Containers with an index: MP4 and its like (ISO 14496-12), Matroska and WebM, ASF. FFmpeg reads the index; here only
// the outer boxes are walked: one that ends beyond the file shows a copy that broke off, another file's beginning shows
// one that was joined to it, and sound without an index is what a recorder leaves that was never done.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

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

constexpr std::uint64_t ebml_id = 0x1A45DFA3;
constexpr std::uint64_t segment_id = 0x18538067;
constexpr std::uint64_t cluster_id = 0x1F43B675;
constexpr std::uint64_t info_id = 0x1549A966;
constexpr std::uint64_t tracks_id = 0x1654AE6B;
constexpr std::uint64_t scale_id = 0x2AD7B1;
constexpr std::uint64_t time_id = 0xE7;
constexpr std::uint64_t checksum_id = 0xBF;
constexpr std::uint64_t void_id = 0xEC;

/// CRC-32 as Ethernet has it, from its lowest bit on.
constexpr std::array<std::uint32_t, 256> make_ebml_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    table[i] = value;
  }
  return table;
}
constexpr auto ebml_crc_table = make_ebml_crc_table();

/// Four characters as names of boxes have: zeros, which anything may end in, are none.
bool has_box_name(Source& file, std::uint64_t at) {
  const auto name = file.view(at + 4, 4);
  return name.size() == 4 && std::all_of(name.begin(), name.end(), [](std::byte byte) {
           const auto c = std::to_integer<std::uint8_t>(byte);
           return (c >= ' ' && c <= '~') || c == 0xA9;
         });
}

}  // namespace

Structure examine_boxes(Source& file, std::uint64_t at) {
  Structure made;
  made.demuxer = "mov";
  Part part;
  part.from = at;
  bool has_index = false;
  bool is_index_cut = false;
  std::uint64_t fragment = 0;
  while (at < file.size()) {
    const auto box = has_box_name(file, at) ? box_at(file, at) : std::nullopt;
    if (!box) {
      made.problems.push_back({Trouble::foreign_bytes, std::nullopt, file.size() - at});
      break;
    }
    if (has_index && file.has(at + 4, "ftyp") && made.parts.size() < limits::parts) {  // another one begins
      part.to = at;
      made.parts.push_back(std::exchange(part, {}));
      part.from = at;
      has_index = false;
      fragment = 0;
    }
    if (!has_index && file.has(at + 4, "moov")) {
      has_index = true;
      part.movie_from = at + box->head;
      part.movie_to = at + std::min(box->bytes, file.size() - at);
      part.edited_out_ms = edited_out_ms(file, part.movie_from, part.movie_to);
    }
    part.has_fragments = part.has_fragments || file.has(at + 4, "moof");
    if (file.has(at + 4, "moof") && file.has(at + box->head + 4, "mfhd")) {
      const auto number = file.big(at + box->head + 12, 4).value_or(0);
      if (fragment != 0 && number != fragment + 1) {
        made.problems.push_back({Trouble::missing, std::nullopt, std::nullopt});
      }
      fragment = number;
    }
    if (box->bytes > file.size() - at) {
      made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
      is_index_cut = file.has(at + 4, "moov");
      break;
    }
    at += box->bytes;
  }
  made.no_index = (!has_index || is_index_cut) && made.parts.empty();
  part.to = file.size();
  made.parts.push_back(std::move(part));
  return made;
}

namespace {

class MatroskaWalk {
 public:
  MatroskaWalk(Source& file, std::uint64_t at) : file_(file), at_(at), begin_(at) { made_.demuxer = "matroska"; }

  Structure walk() {
    while (at_ < file_.size() && step()) {
    }
    made_.parts.push_back({begin_, file_.size()});
    return std::move(made_);
  }

 private:
  void problem(Trouble trouble, std::optional<std::uint64_t> amount = std::nullopt) {
    made_.problems.push_back({trouble, ms_, amount});
  }

  void end_early() {
    if (!std::exchange(is_cut_, true)) made_.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
  }

  /// False where nothing more can be told apart.
  bool step() {
    const auto element = element_at(file_, at_);
    if (!element) {
      problem(Trouble::foreign_bytes, file_.size() - at_);
      return false;
    }
    const auto content = at_ + element->head;
    const bool is_open = element->bytes == open_ended;
    if (element->id == ebml_id && at_ > begin_ && made_.parts.size() < limits::parts) {  // another one begins
      made_.parts.push_back({begin_, at_});
      begin_ = at_;
      in_segment_ = false;
      ms_.reset();
    }
    if (element->id == segment_id) {
      in_segment_ = true;
      const bool is_cut = !is_open && element->bytes > file_.size() - content;
      if (is_cut) end_early();
      segment_end_ = is_open || is_cut ? file_.size() : content + element->bytes;
      at_ = content;
      return true;
    }
    if (in_segment_ && at_ >= segment_end_ && element->id != void_id) {
      problem(Trouble::foreign_bytes, file_.size() - at_);
      return false;
    }
    if (is_open && element->id == cluster_id) {  // as a browser writes it: what is in it is walked through
      at_ = content;
      return true;
    }
    if (is_open || element->bytes > file_.size() - content) {
      end_early();
      return false;
    }
    if (element->id == time_id) set_time(file_.big(content, number_bytes(element->bytes)));
    if (element->id == info_id) read_info(content, content + element->bytes);
    if (element->id == cluster_id || element->id == info_id || element->id == tracks_id) {
      check_sum(content, content + element->bytes, element->id == cluster_id);
    }
    at_ = content + element->bytes;
    return true;
  }

  static std::size_t number_bytes(std::uint64_t bytes) noexcept {
    return static_cast<std::size_t>(std::min<std::uint64_t>(bytes, 8));
  }
  void set_time(std::optional<std::uint64_t> units) {
    constexpr std::uint64_t ns_a_ms = 1'000'000;
    constexpr std::uint64_t max_units = std::uint64_t{1} << 40;
    if (units && *units < max_units && scale_ns_ < max_scale_ns) ms_ = *units * scale_ns_ / ns_a_ms;
  }
  void read_info(std::uint64_t from, std::uint64_t to) {
    while (from < to) {
      const auto element = element_at(file_, from);
      if (!element || element->bytes > to - from) return;
      if (element->id == scale_id) {
        scale_ns_ = file_.big(from + element->head, number_bytes(element->bytes)).value_or(scale_ns_);
      }
      from += element->head + element->bytes;
    }
  }

  /// Where the first thing in it is a checksum, it is one of all that follows in it.
  void check_sum(std::uint64_t from, std::uint64_t to, bool is_cluster) {
    auto element = element_at(file_, from);
    std::optional<std::uint64_t> told;
    if (element && element->id == checksum_id && element->bytes == 4) {
      told = file_.little(from + element->head, 4);
      from += element->head + element->bytes;
      element = element_at(file_, from);
    }
    if (is_cluster && element && element->id == time_id) {
      set_time(file_.big(from + element->head, number_bytes(element->bytes)));
    }
    if (!told) return;
    std::uint32_t crc = ~std::uint32_t{0};
    while (from < to) {
      const auto bytes =
          file_.view(from, static_cast<std::size_t>(std::min<std::uint64_t>(to - from, Source::max_view)));
      if (bytes.empty()) return;
      for (const auto byte : bytes)
        crc = (crc >> 8U) ^ ebml_crc_table[(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU];
      from += bytes.size();
    }
    if (~crc != *told) problem(Trouble::checksum);
  }

  static constexpr std::uint64_t max_scale_ns = std::uint64_t{1} << 23;

  Source& file_;
  std::uint64_t at_;
  std::uint64_t begin_;
  Structure made_;
  bool is_cut_ = false;
  bool in_segment_ = false;
  std::uint64_t segment_end_ = 0;
  std::uint64_t scale_ns_ = 1'000'000;
  std::optional<std::uint64_t> ms_;  ///< of the cluster that is walked through
};

}  // namespace

Structure examine_matroska(Source& file, std::uint64_t at) { return MatroskaWalk(file, at).walk(); }

Structure examine_asf(Source& file, std::uint64_t begin) {
  constexpr auto properties = "\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4\x00\xC0\x0C\x20\x53\x65"sv;
  constexpr std::uint64_t max_head = 64 * 1024;
  Structure made;
  made.demuxer = "asf";
  made.parts.push_back({begin, file.size()});
  const auto at = file.find(begin, properties);
  if (!at || *at > max_head) return made;
  const auto size = file.little(*at + 40, 8).value_or(0);
  const bool is_broadcast = (file.little(*at + 88, 4).value_or(0) & 1U) != 0;
  if (!is_broadcast && size > file.size()) made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
  return made;
}

}  // namespace earwitness::media
