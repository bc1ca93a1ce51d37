// SPDX-License-Identifier: MIT
//
// How loud a stretch of samples is. Full scale is 1.0; a value, one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "earwitness/base.hpp"

namespace earwitness::base {

/// Digital silence has no level in dB; this stands for it, below the last bit of 24.
inline constexpr double silence_dbfs = -144.0;

class Level {
 public:
  /// Whole samples in the canonical byte form.
  void add(std::span<const std::byte> samples, std::uint16_t bits) noexcept;
  /// Makes this the level of both stretches together.
  void merge(const Level& other) noexcept;
  void reset() noexcept { *this = Level(); }

  [[nodiscard]] double peak() const noexcept;  ///< 0 to 1
  [[nodiscard]] double peak_dbfs() const noexcept;
  [[nodiscard]] double rms() const noexcept;                                 ///< 0 to 1
  [[nodiscard]] double rms_dbfs() const noexcept;                            ///< of a full-scale square wave: 0
  [[nodiscard]] std::uint64_t clipped() const noexcept { return clipped_; }  ///< samples at either end of the scale
  [[nodiscard]] std::uint64_t samples() const noexcept { return samples_; }  ///< of all channels together

 private:
  std::uint32_t peak_ = 0;  // of full_scale_
  double squares_ = 0;
  std::uint64_t samples_ = 0;
  std::uint64_t clipped_ = 0;
  double full_scale_ = 1;
};

/// As levels are written down: to a tenth.
[[nodiscard]] double tenths(double value) noexcept;
[[nodiscard]] double to_dbfs(double amplitude) noexcept;

}  // namespace earwitness::base
