// SPDX-License-Identifier: MIT
//
// A point in time as a person types it and reads it, on the clock of this machine's time zone. What is shown is in the
// language that is chosen (base/translate.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "earwitness/base.hpp"

namespace earwitness::os {

/// `2026-11-23`, `2026-11-23 15:30` or `2026-11-23 15:30:05`, also with `T` between; nothing for what is no such time.
/// An hour that is there twice, as in autumn, is taken as the system takes it.
[[nodiscard]] std::optional<UtcTime> parse_local(std::string_view text);

/// `Monday 23 November 2026, 15:30:05 (UTC+01:00)`: in this machine's time zone.
[[nodiscard]] std::string local_moment(UtcTime time);
/// `23 November 2026, 15:30:05`.
[[nodiscard]] std::string local_date_and_clock(UtcTime time);
/// `23 November 2026`.
[[nodiscard]] std::string local_date(UtcTime time);
/// `15:30:05`.
[[nodiscard]] std::string local_clock(UtcTime time);
/// `UTC+01:00`.
[[nodiscard]] std::string offset_from_utc(UtcTime time);

}  // namespace earwitness::os
