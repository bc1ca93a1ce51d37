// SPDX-License-Identifier: MIT
#include "flac/frame_walk.hpp"

#include <array>

namespace earwitness::flac {

namespace {

/// Bits from the front; after the end it gives zeros and knows that it did.
class Bits {
 public:
  Bits(std::span<const std::byte> bytes, std::size_t from_byte) : bytes_(bytes), at_(std::uint64_t{from_byte} * 8) {}

  std::uint32_t read(unsigned count) {
    std::uint32_t value = 0;
    for (; count > 0; --count) value = value << 1U | bit();
    return value;
  }
  void skip(std::uint64_t count) { at_ += count; }
  /// Zeros up to the next one, both taken.
  std::uint32_t read_unary() {
    std::uint32_t zeros = 0;
    while (!ran_short() && bit() == 0) ++zeros;
    return zeros;
  }
  [[nodiscard]] bool ran_short() const noexcept { return at_ > std::uint64_t{bytes_.size()} * 8; }
  [[nodiscard]] std::size_t whole_bytes() const noexcept { return static_cast<std::size_t>((at_ + 7) / 8); }
  /// The bits up to the next whole byte are zero.
  [[nodiscard]] bool padded_with_zeros() {
    const auto left = static_cast<unsigned>((8 - at_ % 8) % 8);
    return read(left) == 0;
  }

 private:
  std::uint32_t bit() {
    const auto byte = static_cast<std::size_t>(at_ / 8);
    const auto shift = static_cast<unsigned>(7 - at_ % 8);
    ++at_;
    return byte < bytes_.size() ? std::to_integer<std::uint32_t>(bytes_[byte]) >> shift & 1U : 0U;
  }
  std::span<const std::byte> bytes_;
  std::uint64_t at_;
};

bool walk_residual(Bits& bits, std::uint32_t block_size, std::uint32_t order) {
  const auto method = bits.read(2);
  if (method > 1) return false;
  const unsigned parameter_bits = method == 0 ? 4 : 5;
  const std::uint32_t escape = (1U << parameter_bits) - 1;
  const auto partition_order = bits.read(4);
  const std::uint32_t partitions = 1U << partition_order;
  if (block_size % partitions != 0 || block_size / partitions < order) return false;
  for (std::uint32_t p = 0; p < partitions; ++p) {
    const std::uint32_t samples = block_size / partitions - (p == 0 ? order : 0);
    const auto parameter = bits.read(parameter_bits);
    if (parameter == escape) {
      bits.skip(std::uint64_t{bits.read(5)} * samples);
      continue;
    }
    for (std::uint32_t i = 0; i < samples && !bits.ran_short(); ++i) {
      (void)bits.read_unary();
      bits.skip(parameter);
    }
  }
  return !bits.ran_short();
}

bool walk_linear(Bits& bits, std::uint32_t block_size, std::uint32_t order, unsigned sample_bits) {
  bits.skip(std::uint64_t{order} * sample_bits);
  const auto precision = bits.read(4) + 1;
  if (precision == 16 || order > block_size) return false;
  bits.skip(5 + std::uint64_t{order} * precision);
  return walk_residual(bits, block_size, order);
}

bool walk_subframe(Bits& bits, std::uint32_t block_size, unsigned sample_bits) {
  if (bits.read(1) != 0) return false;
  const auto type = bits.read(6);
  if (bits.read(1) != 0) {
    const auto wasted = bits.read_unary() + 1;
    if (wasted >= sample_bits) return false;
    sample_bits -= wasted;
  }
  if (type == 0) {
    bits.skip(sample_bits);
  } else if (type == 1) {
    bits.skip(std::uint64_t{block_size} * sample_bits);
  } else if (type >= 8 && type <= 12) {
    const auto order = type - 8;
    if (order > block_size) return false;
    bits.skip(std::uint64_t{order} * sample_bits);
    return walk_residual(bits, block_size, order);
  } else if (type >= 32) {
    return walk_linear(bits, block_size, type - 31, sample_bits);
  } else {
    return false;
  }
  return !bits.ran_short();
}

/// The difference of two channels has one bit more (RFC 9639, 9.1.3).
bool is_side(std::uint32_t channel_code, unsigned channel) {
  return (channel_code == 8 && channel == 1) || (channel_code == 9 && channel == 0) ||
         (channel_code == 10 && channel == 1);
}

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

std::uint16_t crc16(std::span<const std::byte> bytes) noexcept {
  static constexpr auto table = crc_table<std::uint16_t, 16, 0x8005>();
  std::uint32_t crc = 0;
  for (const std::byte b : bytes) {
    crc = (crc << 8U & 0xFFFFU) ^ table[(crc >> 8U) ^ std::to_integer<std::uint32_t>(b)];
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
  Bits bits(bytes, header.bytes);
  for (unsigned channel = 0; channel < format.channels; ++channel) {
    const unsigned sample_bits = format.bits + (is_side(header.channel_code, channel) ? 1U : 0U);
    if (!walk_subframe(bits, header.block_size, sample_bits)) return std::nullopt;
  }
  if (!bits.padded_with_zeros()) return std::nullopt;
  const auto end = bits.whole_bytes();
  if (end + 2 > bytes.size()) return std::nullopt;
  const auto told = std::to_integer<std::uint32_t>(bytes[end]) << 8U | std::to_integer<std::uint32_t>(bytes[end + 1]);
  if (crc16(bytes.first(end)) != told) return std::nullopt;
  return end + 2;
}

}  // namespace earwitness::flac
