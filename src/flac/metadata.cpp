// SPDX-License-Identifier: MIT
#include "flac/metadata.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace earwitness::flac {

namespace {

constexpr std::uint32_t magic_word = 0x664C6143;  // fLaC
constexpr std::size_t stream_info_bytes = 34;
constexpr std::uint32_t last_block = 0x8000'0000;
constexpr std::uint32_t comment_block_word = 0x0400'0000;
constexpr std::uint64_t frame_sizes_offset = 12;  // in the file

void put(std::vector<std::byte>& bytes, std::size_t count, std::uint64_t value) {
  for (std::size_t i = count; i-- > 0;) {
    bytes.push_back(i < sizeof value ? static_cast<std::byte>(value >> (8 * i) & 0xFFU) : std::byte{0});
  }
}

void put_text(std::vector<std::byte>& bytes, const std::string& text) {
  for (std::size_t i = 0; i < 4; ++i) bytes.push_back(static_cast<std::byte>(text.size() >> (8 * i) & 0xFFU));
  const auto raw = base::as_bytes(text);
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

std::uint64_t packed_format(const AudioFormat& format, Frames frames) {
  constexpr std::uint64_t max_frames = (std::uint64_t{1} << 36U) - 1;
  const auto total = static_cast<std::uint64_t>(frames) > max_frames ? 0 : static_cast<std::uint64_t>(frames);
  return std::uint64_t{format.sample_rate} << 44U | std::uint64_t{format.channels - 1U} << 41U |
         std::uint64_t{format.bits - 1U} << 36U | total;
}

}  // namespace

std::optional<std::uint64_t> metadata_end(os::File& file) {
  const auto size = file.size();
  std::array<std::byte, 4> four{};
  file.seek(0);
  if (!os::read_exactly(file, four)) return std::nullopt;
  const auto name = base::as_bytes("fLaC");
  if (!std::equal(name.begin(), name.end(), four.begin())) return std::nullopt;
  std::uint64_t at = 4;
  for (bool last = false; !last;) {
    file.seek(at);
    if (!os::read_exactly(file, four)) return std::nullopt;
    last = (four[0] & std::byte{0x80}) != std::byte{0};
    at += 4 + (std::to_integer<std::uint64_t>(four[1]) << 16U | std::to_integer<std::uint64_t>(four[2]) << 8U |
               std::to_integer<std::uint64_t>(four[3]));
    if (at > size || at > limits::flac_metadata_bytes) return std::nullopt;
  }
  return at;
}

std::vector<std::byte> make_stream_info(const AudioFormat& format, std::uint32_t block_size, bool is_last) {
  std::vector<std::byte> bytes;
  put(bytes, 4, magic_word);
  put(bytes, 4, (is_last ? last_block : 0) | stream_info_bytes);
  put(bytes, 2, block_size);
  put(bytes, 2, block_size);
  put(bytes, 6, 0);
  put(bytes, 8, packed_format(format, 0));
  put(bytes, 16, 0);
  return bytes;
}

std::vector<std::byte> make_metadata(const AudioFormat& format, std::uint32_t block_size, const Tags& tags) {
  std::vector<std::byte> comments;
  put_text(comments, tags.software);
  const std::array<std::string, 3> entries{"date=" + tags.start_utc, "comment=" + comment_of(tags),
                                           "software=" + tags.software};
  put(comments, 1, entries.size());
  put(comments, 3, 0);  // their count is little-endian
  for (const auto& entry : entries) put_text(comments, entry);

  auto bytes = make_stream_info(format, block_size, false);
  put(bytes, 4, last_block | comment_block_word | comments.size());
  bytes.insert(bytes.end(), comments.begin(), comments.end());
  return bytes;
}

void write_totals(os::File& file, const AudioFormat& format, const Totals& totals) {
  std::vector<std::byte> bytes;
  put(bytes, 3, totals.min_frame_bytes);
  put(bytes, 3, totals.max_frame_bytes);
  put(bytes, 8, packed_format(format, totals.frames));
  bytes.insert(bytes.end(), totals.md5.begin(), totals.md5.end());
  file.seek(frame_sizes_offset);
  os::write_all(file, bytes);
}

}  // namespace earwitness::flac
