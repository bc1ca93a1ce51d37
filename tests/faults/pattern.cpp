// SPDX-License-Identifier: MIT
#include "tests/faults/pattern.hpp"

namespace earwitness::faults {

void append_counting(std::vector<std::byte>& bytes, Frames first, Frames frames, const AudioFormat& format) {
  const auto frame_bytes = format.bytes_per_frame();
  auto at = bytes.size();
  bytes.resize(at + static_cast<std::size_t>(frames) * frame_bytes);
  for (Frames n = first; n < first + frames; ++n) {
    auto number = static_cast<std::uint64_t>(n) + 1;
    for (std::size_t i = 0; i < frame_bytes; ++i, number >>= 8U) bytes[at++] = static_cast<std::byte>(number & 0xFFU);
  }
}

std::optional<Frames> number_of(std::span<const std::byte> frame, const AudioFormat& format) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = std::min<std::size_t>(format.bytes_per_frame(), 8); i-- > 0;) {
    number = number << 8U | std::to_integer<std::uint64_t>(frame[i]);
  }
  if (number == 0) return std::nullopt;
  return static_cast<Frames>(number - 1);
}

}  // namespace earwitness::faults
