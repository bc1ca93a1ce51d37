// SPDX-License-Identifier: MIT
#include "tests/fuzz/mend.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/sha256.hpp"
#include "flac/frame_walk.hpp"

namespace earwitness::fuzz {

namespace {

constexpr std::size_t sync_bytes = 4;

unsigned at(Input bytes, std::size_t i) { return i < bytes.size() ? std::to_integer<unsigned>(bytes[i]) : 0; }

bool is_sync(Input bytes, std::size_t i) {
  return i + sync_bytes < bytes.size() && at(bytes, i) == 0xFF && (at(bytes, i + 1) & 0xFEU) == 0xF8 &&
         (at(bytes, i + 3) & 1U) == 0;
}

std::size_t next_sync(Input bytes, std::size_t from) {
  while (from < bytes.size() && !is_sync(bytes, from)) ++from;
  return from;
}

/// Without its CRC-8 (RFC 9639, 9.1).
std::size_t header_bytes(Input frame) {
  std::size_t size = sync_bytes;
  const auto lead = at(frame, size);
  std::size_t more = 0;
  while (more < 7 && (lead & (0x80U >> more)) != 0) ++more;
  size += std::max<std::size_t>(more, 1);
  const auto block = at(frame, 2) >> 4U;
  const auto rate = at(frame, 2) & 0xFU;
  size += block == 6 ? 1 : block == 7 ? 2 : 0;
  size += rate == 12 ? 1 : rate == 13 || rate == 14 ? 2 : 0;
  return size;
}

void mend_frame(std::span<std::byte> frame) {
  const auto header = header_bytes(frame);
  if (frame.size() < header + 3) return;
  frame[header] = static_cast<std::byte>(flac::crc8(frame.first(header)));
  const auto crc = flac::crc16(frame.first(frame.size() - 2));
  frame[frame.size() - 2] = static_cast<std::byte>(crc >> 8U);
  frame[frame.size() - 1] = static_cast<std::byte>(crc & 0xFFU);
}

}  // namespace

std::string chained(std::string_view lines) {
  std::string text;
  std::string prev(64, '0');
  for (std::size_t number = 0; !lines.empty(); ++number) {
    const auto end = std::min(lines.find('\n'), lines.size());
    auto rest = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    std::string line;
    if (rest.starts_with('{')) {
      rest.remove_prefix(1);
      line = fmt::format("{{\"seq\":{},\"prev\":\"{}\"{}", number, prev, rest.starts_with('}') ? "" : ",");
    }
    line += rest;
    prev = crypto::sha256_hex(line);
    text += line;
    text += '\n';
  }
  return text;
}

std::vector<std::byte> with_checksums(Input input) {
  std::vector<std::byte> bytes(input.begin(), input.end());
  for (auto from = next_sync(bytes, 0); from < bytes.size();) {
    const auto end = next_sync(bytes, from + sync_bytes);
    mend_frame(std::span(bytes).subspan(from, end - from));
    from = end;
  }
  return bytes;
}

}  // namespace earwitness::fuzz
