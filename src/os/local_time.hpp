// SPDX-License-Identifier: MIT
//
// A point in time as a person types it, on the clock of this machine's time zone.
#pragma once

#include <optional>
#include <string_view>

#include "earwitness/base.hpp"

namespace earwitness::os {

/// `2026-11-23`, `2026-11-23 15:30` or `2026-11-23 15:30:05`, also with `T` between; nothing for what is no such time.
/// An hour that is there twice, as in autumn, is taken as the system takes it.
[[nodiscard]] std::optional<UtcTime> parse_local(std::string_view text);

}  // namespace earwitness::os
