// SPDX-License-Identifier: MIT
#include "record/disk_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/translate.hpp"

namespace earwitness::record {

std::uint64_t bytes_per_second(const AudioFormat& format) noexcept {
  return std::uint64_t{format.bytes_per_frame()} * format.sample_rate;
}

double seconds_of_space(std::uint64_t bytes, std::uint64_t per_second) noexcept {
  return static_cast<double>(bytes) / static_cast<double>(per_second);
}

std::string describe_space(double seconds) {
  constexpr double hour = 3600;
  const auto minutes = static_cast<std::int64_t>(std::clamp(seconds, 0.0, 1e9) / 60);
  if (seconds >= 2 * hour) return tr("Space left for {:L} hours", minutes / 60);
  return minutes == 1 ? std::string(_("Space left for 1 minute")) : tr("Space left for {} minutes", minutes);
}

}  // namespace earwitness::record
