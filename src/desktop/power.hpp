// SPDX-License-Identifier: MIT
//
// Whether the machine runs on its battery, as the kernel tells in /sys/class/power_supply. A call reads a few small
// files. Any thread.
#pragma once

#include <optional>

#include "os/file_system.hpp"

namespace earwitness::desktop {

struct Power {
  bool has_battery = false;  ///< of the machine itself; a mouse's does not count
  bool on_battery = false;
  std::optional<int> percent;  ///< of the fullest battery's charge
};

inline constexpr const char* power_supplies = "/sys/class/power_supply";

/// Nothing where the kernel does not tell. Throws nothing of its own.
[[nodiscard]] std::optional<Power> read_power(os::FileSystem& fs, const os::Path& supplies = power_supplies);

}  // namespace earwitness::desktop
