// SPDX-License-Identifier: MIT
#include "base/level.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/samples.hpp"

namespace earwitness::base {

namespace {

struct Sums {
  std::uint32_t peak = 0;
  std::uint64_t squares = 0;
  std::uint64_t clipped = 0;
};

/// Of left-justified samples. Sums stay exact: 2^46 a square, and a block has far fewer than 2^17 samples of 24 bits.
Sums sum(const std::int32_t* samples, std::size_t count, std::uint16_t bits) noexcept {
  const int shift = 32 - bits;
  const std::int32_t top = bits == 16 ? 32767 : 8388607;
  Sums sums;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t sample = samples[i] >> shift;
    const auto size = static_cast<std::uint32_t>(sample < 0 ? -sample : sample);
    sums.peak = std::max(sums.peak, size);
    sums.squares += std::uint64_t{size} * size;
    sums.clipped += sample >= top || sample < -top ? 1U : 0U;
  }
  return sums;
}

constexpr std::size_t block_samples = 1024;

}  // namespace

void Level::add(std::span<const std::byte> samples, std::uint16_t bits) noexcept {
  full_scale_ = bits == 16 ? 32768.0 : 8388608.0;
  const std::size_t sample_bytes = bits / 8U;
  std::array<std::int32_t, block_samples> wide{};
  while (samples.size() >= sample_bytes) {
    const auto block = samples.first(std::min(samples.size() / sample_bytes, block_samples) * sample_bytes);
    samples = samples.subspan(block.size());
    widen(block, bits, wide.data());
    const auto sums = sum(wide.data(), block.size() / sample_bytes, bits);
    peak_ = std::max(peak_, sums.peak);
    squares_ += static_cast<double>(sums.squares);
    samples_ += block.size() / sample_bytes;
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
