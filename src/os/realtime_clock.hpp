// SPDX-License-Identifier: MIT
//
// Reading the clock from a real-time callback: one call into the vDSO, no lock, no allocation.
#pragma once

#include <time.h>

#include <cstdint>

namespace earwitness::os {

inline std::int64_t clock_ns(clockid_t id) noexcept {
  timespec now{};
  clock_gettime(id, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// CLOCK_BOOTTIME in nanoseconds.
inline std::int64_t boot_ns() noexcept { return clock_ns(CLOCK_BOOTTIME); }

}  // namespace earwitness::os
