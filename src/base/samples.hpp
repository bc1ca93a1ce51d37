// SPDX-License-Identifier: MIT
//
// Between the canonical byte form of samples (little-endian, packed, 16 or 24 bits) and integers of 32 bits that are
// left-justified, as libsndfile takes and gives them. Pure functions.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace earwitness::base {

static_assert(std::endian::native == std::endian::little, "samples are taken as little-endian in memory");

/// The sample at `at`, of which `size` bytes may be read.
template <std::size_t size>
[[nodiscard]] std::int32_t left_justified(const std::byte* at) noexcept {
  std::uint32_t sample = 0;
  std::memcpy(&sample, at, size);
  return static_cast<std::int32_t>(sample << (32 - 8 * size));
}

/// The sizes are known to the compiler: a copy of an unknown few bytes a sample costs a third of an encoder.
template <std::size_t size>
void widen_each(std::span<const std::byte> bytes, std::int32_t* into) noexcept {
  const std::size_t count = bytes.size() / size;
  if (count == 0) return;
  if constexpr (size == 3) {
    // Four bytes come in one load, three do not; the fourth belongs to the next sample, so the last one has none.
    for (std::size_t i = 0; i + 1 < count; ++i) {
      std::uint32_t four = 0;
      std::memcpy(&four, bytes.data() + i * size, sizeof four);
      into[i] = static_cast<std::int32_t>(four << 8U);
    }
    into[count - 1] = left_justified<size>(bytes.data() + (count - 1) * size);
  } else {
    for (std::size_t i = 0; i < count; ++i) into[i] = left_justified<size>(bytes.data() + i * size);
  }
}

template <std::size_t size>
void narrow_each(const std::int32_t* samples, std::size_t count, std::byte* into) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const auto sample = static_cast<std::uint32_t>(samples[i]) >> (32 - 8 * size);
    std::memcpy(into + i * size, &sample, size);
  }
}

/// `bytes` must hold whole samples of 16 or 24 bits; `into` has room for one integer each.
inline void widen(std::span<const std::byte> bytes, std::uint16_t bits, std::int32_t* into) noexcept {
  bits == 16 ? widen_each<2>(bytes, into) : widen_each<3>(bytes, into);
}

/// The inverse; `into` has room for `count` samples.
inline void narrow(const std::int32_t* samples, std::size_t count, std::uint16_t bits, std::byte* into) noexcept {
  bits == 16 ? narrow_each<2>(samples, count, into) : narrow_each<3>(samples, count, into);
}

}  // namespace earwitness::base
