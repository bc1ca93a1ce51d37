// SPDX-License-Identifier: MIT
#include "flac/silent_frame.hpp"

#include "flac/frame_walk.hpp"

namespace earwitness::flac {

namespace {

void put(std::vector<std::byte>& bytes, std::uint64_t value) { bytes.push_back(static_cast<std::byte>(value & 0xFFU)); }

/// As UTF-8 codes a character, up to 36 bits (RFC 9639, 9.1.5).
void put_number(std::vector<std::byte>& bytes, std::uint64_t number) {
  if (number < 0x80) return put(bytes, number);
  unsigned more = 1;  // bytes after the first, of six bits each
  while (more < 6 && number >> (5 * more + 6) != 0) ++more;
  put(bytes, (0xFF00U >> (more + 1) & 0xFFU) | (number >> (6 * more)));
  for (; more > 0; --more) put(bytes, 0x80U | (number >> (6 * (more - 1)) & 0x3FU));
}

std::vector<std::byte> header(const AudioFormat& format, std::uint64_t number, bool counts_samples,
                              std::uint64_t block_size) {
  std::vector<std::byte> bytes;
  put(bytes, 0xFF);
  put(bytes, counts_samples ? 0xF9 : 0xF8);
  put(bytes, 0x70);  // block size in 16 bits at the end; the rate is the stream's
  put(bytes, std::uint64_t{format.channels - 1U} << 4U);
  put_number(bytes, number);
  put(bytes, (block_size - 1) >> 8U);
  put(bytes, block_size - 1);
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
