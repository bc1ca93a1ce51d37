// SPDX-License-Identifier: MIT
#include "flac/comments.hpp"

#include <array>
#include <span>

#include "base/limits.hpp"

namespace earwitness::flac {

namespace {

constexpr unsigned comment_block = 4;
constexpr int max_blocks = 128;

std::size_t byte_at(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<std::size_t>(bytes[at]);
}

/// A text after its length of 32 bits, little-endian, both taken off the front.
std::optional<std::string> pop_text(std::span<const std::byte>& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  const auto length = byte_at(bytes, 0) | byte_at(bytes, 1) << 8U | byte_at(bytes, 2) << 16U | byte_at(bytes, 3) << 24U;
  bytes = bytes.subspan(4);
  if (length > bytes.size()) return std::nullopt;
  const auto text = bytes.first(length);
  bytes = bytes.subspan(length);
  return std::string(reinterpret_cast<const char*>(text.data()), text.size());
}

std::optional<std::vector<std::string>> parse(std::span<const std::byte> bytes) {
  std::vector<std::string> entries;
  if (!pop_text(bytes) || bytes.size() < 4) return std::nullopt;  // the encoder's own name
  // Their count comes next; each has at least its own length, so the block's end bounds them too.
  const auto count = byte_at(bytes, 0) | byte_at(bytes, 1) << 8U | byte_at(bytes, 2) << 16U | byte_at(bytes, 3) << 24U;
  bytes = bytes.subspan(4);
  for (std::size_t i = 0; i < count; ++i) {
    auto entry = pop_text(bytes);
    if (!entry) return std::nullopt;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace

std::optional<std::vector<std::string>> read_comments(os::File& file) {
  std::uint64_t at = 4;  // after "fLaC"
  for (int i = 0; i < max_blocks; ++i) {
    std::array<std::byte, 4> head{};
    file.seek(at);
    if (!os::read_exactly(file, head)) return std::nullopt;
    const auto size = byte_at(head, 1) << 16U | byte_at(head, 2) << 8U | byte_at(head, 3);
    if ((byte_at(head, 0) & 0x7FU) == comment_block) {
      if (size > limits::flac_comment_bytes) return std::nullopt;
      std::vector<std::byte> block(size);
      if (!os::read_exactly(file, block)) return std::nullopt;
      return parse(block);
    }
    if ((byte_at(head, 0) & 0x80U) != 0) return std::vector<std::string>{};
    at += 4 + size;
  }
  return std::nullopt;
}

}  // namespace earwitness::flac
