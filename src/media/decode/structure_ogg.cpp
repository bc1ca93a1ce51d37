// SPDX-License-Identifier: MIT
//
// Ogg (RFC 3533): pages with a number, a checksum and a position in samples. A file may be several, one after the
// other ("chained"), each with streams of its own.
#include <algorithm>
#include <array>
#include <map>

#include "media/decode/structure.hpp"

namespace earwitness::media {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t page_head_bytes = 27;
constexpr std::size_t max_page_bytes = page_head_bytes + 255 + 255 * 255;
constexpr std::uint8_t begins_stream = 2;
constexpr std::uint8_t ends_stream = 4;
constexpr std::size_t max_streams = 64;
constexpr std::uint64_t opus_rate = 48'000;

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i << 24U;
    for (int bit = 0; bit < 8; ++bit) value = (value << 1U) ^ ((value & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
    table[i] = value;
  }
  return table;
}
constexpr auto ogg_crc_table = make_crc_table();

std::uint32_t crc_of(std::span<const std::byte> bytes, std::uint32_t crc) noexcept {
  for (const auto byte : bytes) crc = (crc << 8U) ^ ogg_crc_table[(crc >> 24U) ^ std::to_integer<std::uint32_t>(byte)];
  return crc;
}

/// With the checksum's own four bytes as zeros.
std::uint32_t page_crc(std::span<const std::byte> page) noexcept {
  constexpr std::array<std::byte, 4> zeros{};
  const auto crc = crc_of(zeros, crc_of(page.first(22), 0));
  return crc_of(page.subspan(26), crc);
}

std::uint64_t little_at(std::span<const std::byte> bytes, std::size_t at, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
  return value;
}

bool begins_with(std::span<const std::byte> bytes, std::string_view text) noexcept {
  return bytes.size() >= text.size() &&
         std::string_view(reinterpret_cast<const char*>(bytes.data()), text.size()) == text;
}

/// One stream of pages with one serial number.
struct Logical {
  std::uint64_t rate = 0;  ///< of its positions; 0: no sound, or not known
  std::uint64_t pre_skip = 0;
  std::uint64_t next_page = 0;
  std::uint64_t position = 0;
  bool ended = false;

  [[nodiscard]] std::uint64_t ms() const noexcept {
    return rate == 0 || position < pre_skip ? 0 : (position - pre_skip) * 1000 / rate;
  }
};

Logical begin_logical(std::span<const std::byte> packet) {
  Logical made;
  if (begins_with(packet, "OpusHead"sv) && packet.size() >= 12) {
    made.rate = opus_rate;
    made.pre_skip = little_at(packet, 10, 2);
  } else if (begins_with(packet, "\x01vorbis"sv) && packet.size() >= 16) {
    made.rate = little_at(packet, 12, 4);
  } else if (begins_with(packet, "Speex   "sv) && packet.size() >= 40) {
    made.rate = little_at(packet, 36, 4);
  } else if (begins_with(packet,
                         "\x7F"
                         "FLAC"sv) &&
             packet.size() >= 30) {
    made.rate = (little_at(packet, 27, 1) << 12U) | (little_at(packet, 28, 1) << 4U) | (little_at(packet, 29, 1) >> 4U);
  }
  return made;
}

class OggWalk {
 public:
  OggWalk(Source& file, std::uint64_t at) : file_(file), at_(at) { made_.demuxer = "ogg"; }

  Structure walk() {
    begin_ = at_;
    while (at_ < file_.size()) {
      if (!step()) skip_to_page();
    }
    end_link(file_.size());
    return std::move(made_);
  }

 private:
  void problem(Trouble trouble, std::optional<std::uint64_t> amount = std::nullopt) {
    made_.problems.push_back({trouble, base_ms_ + now_ms(), amount});
  }
  [[nodiscard]] std::uint64_t now_ms() const noexcept {
    std::uint64_t now = 0;
    for (const auto& [serial, logical] : link_) now = std::max(now, logical.ms());
    return now;
  }

  /// False where no page begins.
  bool step() {
    const auto head = file_.view(at_, page_head_bytes);
    if (!begins_with(head, "OggS"sv)) return false;
    const auto segments = head.size() < page_head_bytes ? 0 : std::to_integer<std::size_t>(head[26]);
    const auto table = file_.view(at_, page_head_bytes + segments);
    if (table.size() < page_head_bytes + segments || head.size() < page_head_bytes) return end_in_page();
    auto bytes = page_head_bytes + segments;
    for (const auto lace : table.subspan(page_head_bytes)) bytes += std::to_integer<std::size_t>(lace);
    static_assert(max_page_bytes <= Source::max_view);
    const auto page = file_.view(at_, bytes);
    if (page.size() < bytes) {
      if (file_.find(at_ + 4, "OggS")) return false;  // its own length is wrong
      return end_in_page();
    }
    if (page_crc(page) != little_at(page, 22, 4)) {
      problem(Trouble::checksum);
      if (at_ + bytes < file_.size() && !file_.has(at_ + bytes, "OggS")) return false;
      at_ += bytes;
      lost_a_page_ = true;
      return true;
    }
    take_in(page, page_head_bytes + segments);
    at_ += bytes;
    return true;
  }

  bool end_in_page() {
    problem(Trouble::ends_early);
    cut_ = true;
    at_ = file_.size();
    return true;
  }

  void skip_to_page() {
    const auto next = file_.find(at_ + 1, "OggS").value_or(file_.size());
    problem(Trouble::foreign_bytes, next - at_);
    lost_a_page_ = true;
    at_ = next;
  }

  void take_in(std::span<const std::byte> page, std::size_t body) {
    const auto flags = std::to_integer<std::uint8_t>(page[5]);
    const auto position = little_at(page, 6, 8);
    const auto serial = little_at(page, 14, 4);
    const auto number = little_at(page, 18, 4);
    if ((flags & begins_stream) != 0) {
      if (has_sound_) end_link(at_);
      if (link_.size() < max_streams) link_[serial] = begin_logical(page.subspan(body));
    } else {
      has_sound_ = true;
    }
    const auto found = link_.find(serial);
    if (found == link_.end()) return;
    auto& logical = found->second;
    if (number != logical.next_page && !lost_a_page_) problem(Trouble::missing);
    lost_a_page_ = false;
    logical.next_page = (number + 1) & 0xFFFFFFFFU;
    constexpr auto no_position = ~std::uint64_t{0};
    if (position != no_position && position <= (no_position >> 1U)) logical.position = position;
    logical.ended = logical.ended || (flags & ends_stream) != 0;
  }

  void end_link(std::uint64_t end) {
    const bool all_ended =
        std::all_of(link_.begin(), link_.end(), [](const auto& logical) { return logical.second.ended; });
    if (!all_ended && !cut_) problem(Trouble::unfinished);
    base_ms_ += now_ms();
    link_.clear();
    has_sound_ = false;
    if (made_.parts.size() < limits::parts) {
      made_.parts.push_back({begin_, end});
    } else {
      made_.parts.back().to = end;
    }
    begin_ = end;
  }

  Source& file_;
  std::uint64_t at_;
  Structure made_;
  std::map<std::uint64_t, Logical> link_;
  std::uint64_t begin_ = 0;
  std::uint64_t base_ms_ = 0;
  bool has_sound_ = false;    ///< a page that begins nothing came in this link
  bool lost_a_page_ = false;  ///< that one is missing was said already
  bool cut_ = false;
};

}  // namespace

Structure examine_ogg(Source& file, std::uint64_t at) { return OggWalk(file, at).walk(); }

}  // namespace earwitness::media
