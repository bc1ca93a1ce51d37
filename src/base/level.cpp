// SPDX-License-Identifier: MIT
#include "base/level.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace earwitness::base {

namespace {

struct Sums {
  std::uint32_t peak = 0;
  std::uint64_t squares = 0;
  std::uint64_t clipped = 0;
};

/// `sample_at(i)` gives a signed sample; `top` is the largest positive one. Sums stay exact: 2^46 a square, and a
/// block has far fewer than 2^17 samples of 24 bits between two additions to the double.
template <typename SampleAt>
Sums sum(std::size_t count, std::int32_t top, SampleAt sample_at) noexcept {
  Sums sums;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t sample = sample_at(i);
    const auto size = static_cast<std::uint32_t>(sample < 0 ? -sample : sample);
    sums.peak = std::max(sums.peak, size);
    sums.squares += std::uint64_t{size} * size;
    sums.clipped += sample >= top || sample < -top ? 1U : 0U;
  }
  return sums;
}

constexpr std::size_t chunk_samples = 65536;

Sums sum_of(std::span<const std::byte> bytes, std::uint16_t bits) noexcept {
  if (bits == 16) {
    return sum(bytes.size() / 2, 32767, [&](std::size_t i) {
      std::int16_t sample = 0;
      std::memcpy(&sample, bytes.data() + 2 * i, 2);
      return std::int32_t{sample};
    });
  }
  return sum(bytes.size() / 3, 8388607, [&](std::size_t i) {
    std::uint32_t sample = 0;
    std::memcpy(reinterpret_cast<std::byte*>(&sample) + 1, bytes.data() + 3 * i, 3);
    return static_cast<std::int32_t>(sample) / 256;
  });
}

}  // namespace

void Level::add(std::span<const std::byte> samples, std::uint16_t bits) noexcept {
  full_scale_ = bits == 16 ? 32768.0 : 8388608.0;
  const std::size_t at_once = chunk_samples * (bits / 8U);
  while (!samples.empty()) {
    const auto piece = samples.first(std::min(samples.size(), at_once));
    samples = samples.subspan(piece.size());
    const auto sums = sum_of(piece, bits);
    peak_ = std::max(peak_, sums.peak);
    squares_ += static_cast<double>(sums.squares);
    samples_ += piece.size() / (bits / 8U);
    clipped_ += sums.clipped;
  }
}

void Level::merge(const Level& other) noexcept {
  if (other.samples_ == 0) return;
  full_scale_ = other.full_scale_;
  peak_ = std::max(peak_, other.peak_);
  squares_ += other.squares_;
  samples_ += other.samples_;
  clipped_ += other.clipped_;
}

double Level::peak() const noexcept { return peak_ / full_scale_; }

double Level::peak_dbfs() const noexcept { return to_dbfs(peak()); }

double Level::rms() const noexcept {
  return samples_ == 0 ? 0.0 : std::sqrt(squares_ / static_cast<double>(samples_)) / full_scale_;
}

double Level::rms_dbfs() const noexcept { return to_dbfs(rms()); }

double to_dbfs(double amplitude) noexcept {
  return amplitude > 0 ? std::max(silence_dbfs, 20.0 * std::log10(amplitude)) : silence_dbfs;
}

double tenths(double value) noexcept { return std::round(value * 10.0) / 10.0; }

}  // namespace earwitness::base
