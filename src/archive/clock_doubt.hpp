// SPDX-License-Identifier: MIT
//
// Whether the computer's clock can be right: a clock far before the newest line of the archive's ledger was set back,
// or was never set. What the ledger says is taken as it stands; who reads it back checks it. Any thread.
#pragma once

#include <chrono>
#include <optional>

#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

/// A clock that is set right goes back by less.
inline constexpr std::chrono::minutes clock_tolerance{5};

struct ClockDoubt {
  bool is_synchronised = true;
  std::optional<UtcTime> newest_line{};  ///< of the ledger's last lines the latest; only where the clock is behind it
  std::optional<std::chrono::seconds> behind{};  ///< that line
};

/// What can't be read raises no doubt: nobody waits for it, and nothing fails for it.
[[nodiscard]] ClockDoubt doubt_clock(os::FileSystem& fs, const os::Clock& clock, const os::Path& root) noexcept;

}  // namespace earwitness::archive
