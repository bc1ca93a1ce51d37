// SPDX-License-Identifier: MIT
//
// A point in time as a person types it and reads it, in this machine's time zone. Words are in the language that is
// chosen (base/time.hpp). Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "earwitness/base.hpp"

namespace earwitness::os {

/// `2026-11-23`, `2026-11-23 15:30` or `2026-11-23 15:30:05`, also with `T` between; nothing for what is no such time.
/// An hour that is there twice, as in autumn, is taken as the system takes it.
[[nodiscard]] std::optional<UtcTime> parse_local(std::string_view text);

/// `2026-11-23 15:30:05`.
[[nodiscard]] std::string local_text(UtcTime time);
/// `2026-11-23_15-30-05`, for the name of a file or folder.
[[nodiscard]] std::string local_stamp(UtcTime time);
/// `Monday 23 November 2026, 15:30:05 (UTC+01:00)`.
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
