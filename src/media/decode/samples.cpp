// SPDX-License-Identifier: MIT
#include "media/decode/samples.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace earwitness::media {

namespace {

template <typename Sample>
Sample sample_at(const std::uint8_t* from) noexcept {
  Sample value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// Left-justified in 32 bits.
std::int32_t justify(std::uint8_t value) noexcept {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(value ^ 0x80U) << 24U);
}
std::int32_t justify(std::int16_t value) noexcept {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint16_t>(value)) << 16U);
}
std::int32_t justify(std::int32_t value) noexcept { return value; }
/// What is below its 32 bits leaves a trace in the last one: so it is known that it is rounded.
std::int32_t justify(std::int64_t value) noexcept {
  const bool is_finer = (static_cast<std::uint64_t>(value) & 0xFFFFFFFFU) != 0;
  return static_cast<std::int32_t>(value >> 32U) | static_cast<std::int32_t>(is_finer);
}

/// Adding it to a number below 2^51 rounds that to an integer, halves to the even one, and leaves the integer in the
/// lower bits.
constexpr double rounding = 6'755'399'441'055'744.0;  // 1.5 * 2^52

std::int32_t justify_number(double value, OverScale& over) noexcept {
  constexpr double scale = 8'388'608.0;
  const double size = std::abs(value);
  if (!(size <= 1.0)) {
    if (std::isnan(value)) return 0;
    ++over.samples;
    over.peak = std::max(over.peak, std::min(size, 1e9));
  }
  const double held = std::clamp(value * scale, -scale, scale - 1);
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(held + rounding)) << 8U);
}
std::int32_t justify(float value, OverScale& over) noexcept { return justify_number(static_cast<double>(value), over); }
std::int32_t justify(double value, OverScale& over) noexcept { return justify_number(value, over); }

template <typename Sample>
std::int32_t justified(Sample value, OverScale& over) noexcept {
  if constexpr (std::is_floating_point_v<Sample>) {
    return justify(value, over);
  } else {
    (void)over;
    return justify(value);
  }
}

template <typename Sample, std::size_t bytes>
void append(std::byte* to, const Conversion& conversion, const std::uint8_t* const* planes, std::size_t frames,
            OverScale& over) noexcept {
  const std::size_t channels = conversion.channels;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const auto* from = conversion.planar ? planes[channel] : planes[0] + channel * sizeof(Sample);
    const auto step = conversion.planar ? sizeof(Sample) : sizeof(Sample) * channels;
    auto* at = to + channel * bytes;
    for (std::size_t i = 0; i < frames; ++i) {
      const auto value = static_cast<std::uint32_t>(justified(sample_at<Sample>(from), over)) >> (32U - 8U * bytes);
      for (std::size_t byte = 0; byte < bytes; ++byte) at[byte] = static_cast<std::byte>(value >> (8U * byte));
      from += step;
      at += channels * bytes;
    }
  }
}

template <typename Sample>
void append_as(std::byte* to, const Conversion& conversion, const std::uint8_t* const* planes, std::size_t frames,
               OverScale& over) noexcept {
  switch (conversion.bits) {
    case 16:
      return append<Sample, 2>(to, conversion, planes, frames, over);
    case 24:
      return append<Sample, 3>(to, conversion, planes, frames, over);
    default:
      return append<Sample, 4>(to, conversion, planes, frames, over);
  }
}

}  // namespace

void append_samples(std::vector<std::byte>& to, const Conversion& conversion, const std::uint8_t* const* planes,
                    std::size_t frames, OverScale& over) {
  const auto begin = to.size();
  to.resize(begin + frames * conversion.channels * (conversion.bits / 8U));
  auto* const bytes = to.data() + begin;
  switch (conversion.layout) {
    case Layout::u8:
      return append_as<std::uint8_t>(bytes, conversion, planes, frames, over);
    case Layout::s16:
      return append_as<std::int16_t>(bytes, conversion, planes, frames, over);
    case Layout::s32:
      return append_as<std::int32_t>(bytes, conversion, planes, frames, over);
    case Layout::s64:
      return append_as<std::int64_t>(bytes, conversion, planes, frames, over);
    case Layout::f32:
      return append_as<float>(bytes, conversion, planes, frames, over);
    case Layout::f64:
      return append_as<double>(bytes, conversion, planes, frames, over);
  }
}

}  // namespace earwitness::media
