// SPDX-License-Identifier: MIT
#include "tests/faults/pattern.hpp"

#include <algorithm>
#include <cstring>

namespace earwitness::faults {

namespace {

void count(std::vector<std::byte>& bytes, Frames first, Frames frames, const AudioFormat& format) {
  const auto frame_bytes = format.bytes_per_frame();
  auto at = bytes.size();
  bytes.resize(at + static_cast<std::size_t>(frames) * frame_bytes);
  for (Frames n = first; n < first + frames; ++n) {
    auto number = static_cast<std::uint64_t>(n) + 1;
    for (std::size_t i = 0; i < frame_bytes; ++i, number >>= 8U) bytes[at++] = static_cast<std::byte>(number & 0xFFU);
  }
}

/// The first frames of a format are asked for again and again; more than a minute or two of them is not worth keeping.
struct Table {
  static constexpr Frames longest = 1'000'000;
  AudioFormat format{0, 0, 0};
  std::vector<std::byte> bytes;

  std::span<const std::byte> get(Frames first, Frames frames, const AudioFormat& of) {
    if (of != format) {
      format = of;
      bytes.clear();
    }
    const auto frame_bytes = format.bytes_per_frame();
    const auto there = static_cast<Frames>(bytes.size() / frame_bytes);
    if (first + frames > there) count(bytes, there, first + frames - there, format);
    return std::span(bytes).subspan(static_cast<std::size_t>(first) * frame_bytes,
                                    static_cast<std::size_t>(frames) * frame_bytes);
  }
};

thread_local Table table;

}  // namespace

void append_counting(std::vector<std::byte>& bytes, Frames first, Frames frames, const AudioFormat& format) {
  if (first + frames > Table::longest) {
    count(bytes, first, frames, format);
    return;
  }
  const auto known = table.get(first, frames, format);
  bytes.insert(bytes.end(), known.begin(), known.end());
}

void append_steps(std::vector<std::byte>& bytes, Frames first, Frames frames, const AudioFormat& format) {
  const auto frame_bytes = format.bytes_per_frame();
  for (const auto end = first + frames; first < end;) {
    const auto count_of_one = std::min(end, (first / step + 1) * step) - first;
    const auto begin = bytes.size();
    count(bytes, first / step, 1, format);
    const auto size = static_cast<std::size_t>(count_of_one) * frame_bytes;
    bytes.resize(begin + size);
    // Each copy doubles what is there.
    for (auto done = frame_bytes; done < size; done *= 2) {
      std::memcpy(bytes.data() + begin + done, bytes.data() + begin, std::min(done, size - done));
    }
    first += count_of_one;
  }
}

bool counts_from(std::span<const std::byte> bytes, Frames first, const AudioFormat& format) {
  const auto frames = static_cast<Frames>(bytes.size() / format.bytes_per_frame());
  if (first + frames > Table::longest) return false;
  const auto known = table.get(first, frames, format);
  return std::memcmp(known.data(), bytes.data(), known.size()) == 0;
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
