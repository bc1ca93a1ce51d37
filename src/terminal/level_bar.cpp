// SPDX-License-Identifier: MIT
#include "terminal/level_bar.hpp"

#include <algorithm>

#include "base/translate.hpp"
#include "os/streams.hpp"

namespace earwitness::terminal {

namespace {

constexpr std::size_t bar_width = 40;
constexpr double bar_floor_dbfs = -60;

}  // namespace

std::string level_bar(double dbfs, std::size_t width) {
  const auto share = std::clamp((dbfs - bar_floor_dbfs) / -bar_floor_dbfs, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
  return std::string(filled, '#') + std::string(width - filled, ' ');
}

void show_level(const base::Level& level) {
  os::write_message("\r" + tr("  level [{}] {:4.0f} dB ", level_bar(level.peak_dbfs(), bar_width),
                              std::max(bar_floor_dbfs, level.peak_dbfs())));
}

}  // namespace earwitness::terminal
