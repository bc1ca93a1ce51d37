// SPDX-License-Identifier: MIT
#include "flac/silent_frame.hpp"

#include <algorithm>
#include <array>

#include "flac/frame_walk.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t crc16_bytes = 2;

void put(std::vector<std::byte>& bytes, std::uint64_t value) { bytes.push_back(static_cast<std::byte>(value & 0xFFU)); }

/// As UTF-8 codes a character, up to 36 bits (RFC 9639, 9.1.5).
void put_number(std::vector<std::byte>& bytes, std::uint64_t number) {
  if (number < 0x80) return put(bytes, number);
  unsigned more = 1;  // bytes after the first, of six bits each
  while (more < 6 && number >> (5 * more + 6) != 0) ++more;
  put(bytes, (0xFF00U >> (more + 1) & 0xFFU) | (number >> (6 * more)));
  for (; more > 0; --more) put(bytes, 0x80U | (number >> (6 * (more - 1)) & 0x3FU));
}

/// How a header says the rate: a code, and what follows it at the header's end (RFC 9639, 9.1.2). Not every player
/// takes a file whose first frame leaves rate or bits to STREAMINFO, so both are said wherever that can be.
struct RateCode {
  unsigned code = 0;
  unsigned bytes = 0;
  std::uint32_t value = 0;
};

RateCode rate_code(std::uint32_t rate) {
  constexpr std::array<std::uint32_t, 12> rates{0,     88200, 176400, 192000, 8000,  16000,
                                                22050, 24000, 32000,  44100,  48000, 96000};
  const auto known = std::find(rates.begin() + 1, rates.end(), rate);
  if (known != rates.end()) return {static_cast<unsigned>(known - rates.begin()), 0, 0};
  if (rate % 1000 == 0 && rate / 1000 <= 0xFF) return {12, 1, rate / 1000};
  if (rate <= 0xFFFF) return {13, 2, rate};
  if (rate % 10 == 0 && rate / 10 <= 0xFFFF) return {14, 2, rate / 10};
  return {};
}

std::vector<std::byte> header(const AudioFormat& format, std::uint64_t number, bool counts_samples,
                              std::uint64_t block_size) {
  const auto rate = rate_code(format.sample_rate);
  const std::uint64_t bits_code = format.bits == 16 ? 4 : 6;
  std::vector<std::byte> bytes;
  put(bytes, 0xFF);
  put(bytes, counts_samples ? 0xF9 : 0xF8);
  put(bytes, 0x70U | rate.code);  // block size in 16 bits at the end
  put(bytes, std::uint64_t{format.channels - 1U} << 4U | bits_code << 1U);
  put_number(bytes, number);
  put(bytes, (block_size - 1) >> 8U);
  put(bytes, block_size - 1);
  if (rate.bytes == 2) put(bytes, rate.value >> 8U);
  if (rate.bytes > 0) put(bytes, rate.value);
  put(bytes, crc8(bytes));
  return bytes;
}

void finish(std::vector<std::byte>& bytes) {
  const auto crc = crc16(bytes);
  put(bytes, crc >> 8U);
  put(bytes, crc);
}

}  // namespace

std::vector<std::byte> silent_frame(const AudioFormat& format, std::uint64_t number, std::uint32_t block_size) {
  auto bytes = header(format, number, false, block_size);
  for (unsigned channel = 0; channel < format.channels; ++channel) {
    put(bytes, 0);  // a constant subframe
    bytes.insert(bytes.end(), format.bytes_per_sample(), std::byte{0});
  }
  finish(bytes);
  return bytes;
}

std::optional<std::size_t> silent_frame_bytes(std::span<const std::byte> bytes, const FrameHeader& header,
                                              const AudioFormat& format) {
  // A constant subframe is a byte of zeros, the value is zero, and what fills the last byte is zeros.
  constexpr std::uint32_t first_joined_code = 8;  // of two channels one is a difference, with a bit more
  constexpr std::size_t subframe_head_bits = 8;
  const std::size_t more = header.channel_code >= first_joined_code ? 1 : 0;
  const auto body = (format.channels * (subframe_head_bits + format.bits) + more + 7) / 8;
  const auto size = header.bytes + body + crc16_bytes;
  if (bytes.size() < size) return std::nullopt;
  const auto samples = bytes.subspan(header.bytes, body);
  const bool is_silent = std::all_of(samples.begin(), samples.end(), [](std::byte b) { return b == std::byte{0}; });
  if (!is_silent || crc16(bytes.first(size)) != 0) return std::nullopt;  // over its own CRC-16 as well it is zero
  return size;
}

std::vector<std::byte> renumbered_frame(std::span<const std::byte> frame, const FrameHeader& header,
                                        std::uint64_t number) {
  constexpr std::size_t before_number = 4;
  std::vector<std::byte> old;
  put_number(old, header.number);
  std::vector<std::byte> bytes(frame.begin(), frame.begin() + before_number);
  put_number(bytes, number);
  const auto rest = frame.subspan(before_number + old.size());
  const auto of_header = header.bytes - before_number - old.size() - 1;
  bytes.insert(bytes.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(of_header));
  put(bytes, crc8(bytes));
  bytes.insert(bytes.end(), rest.begin() + static_cast<std::ptrdiff_t>(of_header + 1),
               rest.end() - static_cast<std::ptrdiff_t>(crc16_bytes));
  finish(bytes);
  return bytes;
}

std::vector<std::byte> verbatim_frame(const AudioFormat& format, std::uint64_t number, bool counts_samples,
                                      std::span<const std::byte> samples) {
  const auto width = format.bytes_per_sample();
  const auto stride = format.bytes_per_frame();
  auto bytes = header(format, number, counts_samples, samples.size() / stride);
  for (std::size_t channel = 0; channel < format.channels; ++channel) {
    put(bytes, 0x02);  // a verbatim subframe, its samples with the highest byte first
    for (auto at = channel * width; at < samples.size(); at += stride) {
      for (auto byte = width; byte-- > 0;) bytes.push_back(samples[at + byte]);
    }
  }
  finish(bytes);
  return bytes;
}

}  // namespace earwitness::flac
