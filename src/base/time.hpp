// SPDX-License-Identifier: MIT
//
// Points and lengths of time as text. Pure functions, any thread, no locale; words are in the language that is chosen
// (base/translate.hpp).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "earwitness/base.hpp"

namespace earwitness::base {

/// RFC 3339 in UTC with nanoseconds: `2026-11-23T14:30:05.123456789Z`. Always 30 characters for years 0000-9999.
[[nodiscard]] std::string rfc3339(UtcTime time);

/// The inverse; accepts exactly that shape, with 0 to 9 decimals. Nothing on any other text.
[[nodiscard]] std::optional<UtcTime> parse_rfc3339(std::string_view text);
/// RFC 3339 as a person or another program writes it: also with an offset (`+02:00`), a blank for the `T`, small
/// letters, or without seconds.
[[nodiscard]] std::optional<UtcTime> parse_offset_time(std::string_view text);
/// The same as parse_rfc3339() in the one form that rfc3339() writes, with nine digits of a second: as recordings have
/// their moments.
[[nodiscard]] std::optional<UtcTime> parse_moment(std::string_view text);

/// Negative where `to` is before `from`. In doubles: 64 bits of nanoseconds hold no more than 292 years between two
/// times.
[[nodiscard]] double seconds_between(UtcTime from, UtcTime to);

/// `1:02:03`, or `02:03` below an hour; whole seconds, rounded down.
[[nodiscard]] std::string clock_text(std::chrono::nanoseconds length);

/// The same to the millisecond where it is no whole second: `02:03.250`.
[[nodiscard]] std::string exact_clock_text(std::chrono::nanoseconds length);

/// A time on such a clock: `12:34`, `90:00` or `1:02:03`. Nothing on other text or beyond 999 hours.
[[nodiscard]] std::optional<std::chrono::seconds> parse_clock(std::string_view text);

/// A length as a person types it: `90`, `90s`, `45m`, `2h`, `1h30m`, also `45min`, `1u30m` (Dutch) and `1:30:00`; but
/// not `1:30`, which may be hours or minutes. Bare numbers are seconds. Nothing on other text or beyond 366 days.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// A time in a recording as a person types it, a clock or a length since the start: `12:34`, `1:02:03`, `90`, `90s`,
/// `1h2m`; with blanks around it. Nothing on other text.
[[nodiscard]] std::optional<std::chrono::seconds> parse_time(std::string_view text);

/// clock_text() of so many seconds, which may be any number: a negative one and NaN count as 0.
[[nodiscard]] std::string clock_of(double length_seconds);

/// `23 November 2026`.
[[nodiscard]] std::string date_words(const std::chrono::year_month_day& date);

/// `Monday`.
[[nodiscard]] std::string weekday_name(std::chrono::weekday day);

}  // namespace earwitness::base
