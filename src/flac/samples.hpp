// SPDX-License-Identifier: MIT
//
// Between the canonical byte form (little-endian, packed) and libsndfile's left-justified 32 bit integers.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace earwitness::flac {

static_assert(std::endian::native == std::endian::little, "samples are taken as little-endian in memory");

/// `bytes` must hold whole samples of 16 or 24 bits; `into` has room for one int each.
inline void widen(std::span<const std::byte> bytes, std::uint16_t bits, int* into) noexcept {
  const std::size_t size = bits / 8U;
  const std::size_t count = bytes.size() / size;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t sample = 0;
    std::memcpy(reinterpret_cast<std::byte*>(&sample) + (4 - size), bytes.data() + i * size, size);
    into[i] = static_cast<int>(sample);
  }
}

/// The inverse; `into` has room for `count` samples.
inline void narrow(const int* samples, std::size_t count, std::uint16_t bits, std::byte* into) noexcept {
  const std::size_t size = bits / 8U;
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(into + i * size, reinterpret_cast<const std::byte*>(samples + i) + (4 - size), size);
  }
}

}  // namespace earwitness::flac
