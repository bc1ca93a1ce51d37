// SPDX-License-Identifier: MIT
#include "flac/frame_header.hpp"

#include <array>

#include "flac/frame_walk.hpp"

namespace earwitness::flac {

namespace {

/// Takes bytes off the front; after the end it gives zeros and knows that it did.
class Bytes {
 public:
  explicit Bytes(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint32_t pop() {
    if (at_ == bytes_.size()) {
      short_ = true;
      return 0;
    }
    return std::to_integer<std::uint32_t>(bytes_[at_++]);
  }
  [[nodiscard]] bool ran_short() const noexcept { return short_; }
  [[nodiscard]] std::span<const std::byte> taken() const noexcept { return bytes_.first(at_); }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  bool short_ = false;
};

/// Up to 36 bits, coded as UTF-8 codes up to 31 (RFC 9639, 9.1.5).
std::optional<std::uint64_t> pop_number(Bytes& bytes, Coding coding) {
  const auto lead = bytes.pop();
  if (lead < 0x80) return lead;
  std::uint32_t more = 0;
  while (more < 7 && (lead & (0x80U >> more)) != 0) ++more;
  if (more < 2 || lead == 0xFF) return std::nullopt;
  std::uint64_t value = more == 7 ? 0 : lead & (0x7FU >> more);
  for (std::uint32_t i = 1; i < more; ++i) {
    const auto next = bytes.pop();
    if ((next & 0xC0U) != 0x80U) return std::nullopt;
    value = value << 6U | (next & 0x3FU);
  }
  const auto shortest = more == 2 ? std::uint64_t{0x80} : std::uint64_t{1} << (5 * more - 4);
  if (value < shortest && coding == Coding::strict) return std::nullopt;
  return value;
}

/// Zero for a reserved code.
std::uint32_t take_block_size(std::uint32_t code, Bytes& bytes) {
  if (code == 0) return 0;
  if (code == 1) return 192;
  if (code <= 5) return 576U << (code - 2);
  if (code == 6) return bytes.pop() + 1;
  if (code == 7) {
    const auto high = bytes.pop();
    return (high << 8U | bytes.pop()) + 1;
  }
  return 256U << (code - 8);
}

/// The rate; zero where it is the stream's; nothing for a reserved code.
std::optional<std::uint32_t> pop_rate(std::uint32_t code, Bytes& bytes, Coding coding) {
  constexpr std::array<std::uint32_t, 12> rates{0,     88200, 176400, 192000, 8000,  16000,
                                                22050, 24000, 32000,  44100,  48000, 96000};
  if (code < rates.size()) return rates[code];
  if (code == 15) return std::nullopt;
  std::uint32_t rate = bytes.pop();
  if (code == 12) rate *= 1000;
  if (code > 12) rate = rate << 8U | bytes.pop();
  if (code == 14) rate *= 10;
  if (rate == 0 && coding == Coding::strict) return std::nullopt;
  return rate;
}

/// Zero where they are the stream's; nothing for a reserved code.
std::optional<std::uint16_t> bits_of(std::uint32_t code) {
  constexpr std::array<std::uint16_t, 8> sizes{0, 8, 12, 0, 16, 20, 24, 32};
  if (code == 3) return std::nullopt;
  return sizes[code];
}

}  // namespace

std::optional<FrameHeader> parse_any_frame_header(std::span<const std::byte> bytes, Coding coding) {
  constexpr std::uint32_t last_channel_code = 10;
  Bytes rest(bytes);
  if (rest.pop() != 0xFF) return std::nullopt;
  const auto sync = rest.pop();
  if ((sync & 0xFEU) != 0xF8) return std::nullopt;
  const auto sizes = rest.pop();
  const auto shape = rest.pop();
  const auto bits = bits_of(shape >> 1U & 0x7U);
  if ((shape & 1U) != 0 || shape >> 4U > last_channel_code || !bits) return std::nullopt;
  const auto number = pop_number(rest, coding);
  if (!number) return std::nullopt;
  FrameHeader header;
  header.counts_samples = (sync & 1U) != 0;
  header.number = *number;
  header.block_size = take_block_size(sizes >> 4U, rest);
  const auto rate = pop_rate(sizes & 0xFU, rest, coding);
  if (header.block_size == 0 || !rate) return std::nullopt;
  const std::uint32_t expected = crc8(rest.taken());
  const auto told = rest.pop();
  if (rest.ran_short() || told != expected) return std::nullopt;
  header.channel_code = shape >> 4U;
  header.channels = static_cast<std::uint16_t>(header.channel_code < 8 ? header.channel_code + 1 : 2);
  header.bits = *bits;
  header.sample_rate = *rate;
  header.bytes = rest.taken().size();
  return header;
}

std::optional<FrameHeader> parse_frame_header(std::span<const std::byte> bytes, const AudioFormat& format) {
  const auto header = parse_any_frame_header(bytes);
  const bool fits = header && header->channels == format.channels &&
                    (header->bits == 0 || header->bits == format.bits) &&
                    (header->sample_rate == 0 || header->sample_rate == format.sample_rate);
  return fits ? header : std::nullopt;
}

}  // namespace earwitness::flac
