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

/// Of one size, so that the compiler knows it: a copy of an unknown few bytes a sample costs a third of an encoder.
template <std::size_t size>
void widen_each(std::span<const std::byte> bytes, int* into) noexcept {
  for (std::size_t i = 0; i < bytes.size() / size; ++i) {
    std::uint32_t sample = 0;
    std::memcpy(reinterpret_cast<std::byte*>(&sample) + (4 - size), bytes.data() + i * size, size);
    into[i] = static_cast<int>(sample);
  }
}

template <std::size_t size>
void narrow_each(const int* samples, std::size_t count, std::byte* into) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(into + i * size, reinterpret_cast<const std::byte*>(samples + i) + (4 - size), size);
  }
}

/// `bytes` must hold whole samples of 16 or 24 bits; `into` has room for one int each.
inline void widen(std::span<const std::byte> bytes, std::uint16_t bits, int* into) noexcept {
  bits == 16 ? widen_each<2>(bytes, into) : widen_each<3>(bytes, into);
}

/// The inverse; `into` has room for `count` samples.
inline void narrow(const int* samples, std::size_t count, std::uint16_t bits, std::byte* into) noexcept {
  bits == 16 ? narrow_each<2>(samples, count, into) : narrow_each<3>(samples, count, into);
}

}  // namespace earwitness::flac
