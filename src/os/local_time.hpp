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

/// A time as it was typed: no hour is missing but in spring, and none is there twice but in autumn.
struct TypedTime {
  enum class Kind { once, twice, never };
  UtcTime
      time{};  ///< where it was twice the first one; where it never was, what a clock showed that nobody set forward
  Kind kind = Kind::once;
  std::optional<UtcTime> second{};  ///< where it was twice
  bool is_day = false;              ///< no time of day was typed: it is the day's first moment
};

/// `2026-11-23`, `2026-11-23 15:30` or `2026-11-23 15:30:05`, also with `T` between; nothing for what is no such time.
[[nodiscard]] std::optional<TypedTime> read_local(std::string_view text);
/// Its moment alone.
[[nodiscard]] std::optional<UtcTime> parse_local(std::string_view text);

/// `2026-11-23 15:30:05`.
[[nodiscard]] std::string local_text(UtcTime time);
/// `2026-11-23T15:30:05+01:00`: RFC 3339, with the offset.
[[nodiscard]] std::string local_rfc3339(UtcTime time);
/// `2026-11-23_15-30-05`, for the name of a file or folder.
[[nodiscard]] std::string local_stamp(UtcTime time);
/// `Monday 23 November 2026, 15:30:05 (UTC+01:00)`.
[[nodiscard]] std::string local_moment(UtcTime time);
/// Each RFC 3339 time in a sentence, in the form of base::rfc3339(), as local_moment() has it.
[[nodiscard]] std::string with_local_moments(std::string_view sentence);
/// `23 November 2026, 15:30:05`.
[[nodiscard]] std::string local_date_and_clock(UtcTime time);
/// `23 November 2026`.
[[nodiscard]] std::string local_date(UtcTime time);
/// `15:30:05`.
[[nodiscard]] std::string local_clock(UtcTime time);
/// `UTC+01:00`.
[[nodiscard]] std::string offset_from_utc(UtcTime time);

}  // namespace earwitness::os
