// SPDX-License-Identifier: MIT
#include "flac/frame_walk.hpp"

#include <array>

#include "flac/frame_decoder.hpp"

namespace earwitness::flac {

namespace {

template <typename Crc, unsigned width, unsigned polynomial>
constexpr std::array<Crc, 256> crc_table() {
  std::array<Crc, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    unsigned crc = i << (width - 8);
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1U) ^ ((crc >> (width - 1) & 1U) != 0 ? polynomial : 0U);
    table[i] = static_cast<Crc>(crc);
  }
  return table;
}

}  // namespace

namespace {

/// What each byte adds that stands so many bytes before the last one, of eight that are taken at once.
constexpr std::array<std::array<std::uint16_t, 256>, 8> crc16_tables() {
  std::array<std::array<std::uint16_t, 256>, 8> tables{};
  tables[0] = crc_table<std::uint16_t, 16, 0x8005>();
  for (std::size_t i = 1; i < tables.size(); ++i) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const unsigned before = tables[i - 1][byte];
      tables[i][byte] = static_cast<std::uint16_t>((before << 8U & 0xFFFFU) ^ tables[0][before >> 8U]);
    }
  }
  return tables;
}

}  // namespace

std::uint16_t crc16(std::span<const std::byte> bytes, std::uint16_t before) noexcept {
  static constexpr auto tables = crc16_tables();
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  std::uint32_t crc = before;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    crc = tables[7][at(0) ^ crc >> 8U] ^ tables[6][at(1) ^ (crc & 0xFFU)] ^ tables[5][at(2)] ^ tables[4][at(3)] ^
          tables[3][at(4)] ^ tables[2][at(5)] ^ tables[1][at(6)] ^ tables[0][at(7)];
  }
  for (const std::byte b : bytes) {
    crc = (crc << 8U & 0xFFFFU) ^ tables[0][(crc >> 8U) ^ std::to_integer<std::uint32_t>(b)];
  }
  return static_cast<std::uint16_t>(crc);
}

std::uint8_t crc8(std::span<const std::byte> bytes) noexcept {
  static constexpr auto table = crc_table<std::uint8_t, 8, 0x07>();
  std::uint8_t crc = 0;
  for (const std::byte b : bytes) crc = table[crc ^ std::to_integer<std::uint8_t>(b)];
  return crc;
}

std::size_t max_frame_bytes(const AudioFormat& format, std::uint32_t block_size) noexcept {
  constexpr std::size_t subframe_head_bytes = 8;
  const std::size_t channel_bytes = std::size_t{block_size} * (format.bits + 1U) / 8 + subframe_head_bytes;
  return frame_header_bytes + format.channels * channel_bytes + 2;
}

std::optional<std::size_t> whole_frame_bytes(std::span<const std::byte> bytes, const FrameHeader& header,
                                             const AudioFormat& format) {
  const auto found = FrameDecoder(format).decode(bytes, header);
  return found.bytes > 0 ? std::optional(found.bytes) : std::nullopt;
}

}  // namespace earwitness::flac
