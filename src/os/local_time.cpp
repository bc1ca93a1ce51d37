// SPDX-License-Identifier: MIT
#include "os/local_time.hpp"

#include <fmt/format.h>
#include <time.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "base/time.hpp"

namespace earwitness::os {

namespace {

constexpr int first_typed_year = 1900;
constexpr int last_typed_year = 2200;

tm local_parts(UtcTime time) {
  const time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

/// Numbers alone: in no locale are they others.
std::string numbers(const tm& parts, const char* format) {
  std::array<char, 64> buffer{};
  return {buffer.data(), ::strftime(buffer.data(), buffer.size(), format, &parts)};
}

std::string clock_of(const tm& parts) { return numbers(parts, "%H:%M:%S"); }

std::string date_of(const tm& parts) {
  return base::date_words({std::chrono::year(parts.tm_year + 1900),
                           std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                           std::chrono::day(static_cast<unsigned>(parts.tm_mday))});
}

std::string offset_of(const tm& parts) {
  const auto ahead = std::chrono::round<std::chrono::minutes>(std::chrono::seconds(parts.tm_gmtoff)).count();
  return fmt::format("UTC{}{:02}:{:02}", ahead < 0 ? '-' : '+', std::abs(ahead) / 60, std::abs(ahead) % 60);
}

bool shows(const tm& typed, time_t seconds) {
  tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts.tm_year == typed.tm_year && parts.tm_mon == typed.tm_mon && parts.tm_mday == typed.tm_mday &&
         parts.tm_hour == typed.tm_hour && parts.tm_min == typed.tm_min && parts.tm_sec == typed.tm_sec;
}

/// Of the time zone at a moment, in seconds.
time_t offset_at(time_t seconds) {
  tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts.tm_gmtoff;
}

std::optional<TypedTime> typed_time_of(const tm& typed) {
  const int year = typed.tm_year + 1900;
  if (year < first_typed_year || year > last_typed_year || typed.tm_sec > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(typed.tm_mon + 1)),
                                         std::chrono::day(static_cast<unsigned>(typed.tm_mday))};
  if (!date.ok()) return std::nullopt;
  tm parts = typed;
  const time_t as_utc = ::timegm(&parts);
  // No zone is further from UTC than this, and none changes twice within it.
  constexpr time_t border = 26 * 60 * 60;
  const auto before = as_utc - offset_at(as_utc - border);
  const auto after = as_utc - offset_at(as_utc + border);
  const auto moment = [](time_t seconds) { return UtcTime(std::chrono::seconds(seconds)); };
  const bool fits_before = shows(typed, before);
  if (before == after || (fits_before && !shows(typed, after))) {
    return TypedTime{moment(before), fits_before ? TypedTime::Kind::once : TypedTime::Kind::never, {}, false};
  }
  if (fits_before) return TypedTime{moment(before), TypedTime::Kind::twice, moment(after), false};
  const bool fits_after = shows(typed, after);
  return TypedTime{
      moment(fits_after ? after : before), fits_after ? TypedTime::Kind::once : TypedTime::Kind::never, {}, false};
}

}  // namespace

std::optional<TypedTime> read_local(std::string_view text) {
  constexpr std::string_view day_format = "%Y-%m-%d";
  std::string typed(text);
  if (typed.size() > 10 && typed[10] == 'T') typed[10] = ' ';
  for (const char* format : {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"}) {
    tm parts{};
    const char* end = ::strptime(typed.c_str(), format, &parts);
    // strptime also takes blanks and fewer digits: only what it would be written as counts.
    if (end == nullptr || *end != '\0' || numbers(parts, format) != typed) continue;
    auto time = typed_time_of(parts);
    if (time) time->is_day = day_format == format;
    return time;
  }
  return std::nullopt;
}

std::optional<UtcTime> parse_local(std::string_view text) {
  const auto typed = read_local(text);
  return typed ? std::optional(typed->time) : std::nullopt;
}

std::string local_text(UtcTime time) { return numbers(local_parts(time), "%Y-%m-%d %H:%M:%S"); }

std::string local_rfc3339(UtcTime time) {
  const auto parts = local_parts(time);
  return numbers(parts, "%Y-%m-%dT%H:%M:%S") + offset_of(parts).substr(std::string_view("UTC").size());
}

std::string local_stamp(UtcTime time) { return numbers(local_parts(time), "%Y-%m-%d_%H-%M-%S"); }

std::string local_date(UtcTime time) { return date_of(local_parts(time)); }

std::string local_clock(UtcTime time) { return clock_of(local_parts(time)); }

std::string offset_from_utc(UtcTime time) { return offset_of(local_parts(time)); }

std::string local_date_and_clock(UtcTime time) {
  const auto parts = local_parts(time);
  return fmt::format("{}, {}", date_of(parts), clock_of(parts));
}

std::string local_moment(UtcTime time) {
  const auto parts = local_parts(time);
  const auto day = base::weekday_name(std::chrono::weekday(static_cast<unsigned>(parts.tm_wday)));
  return fmt::format("{} {}, {} ({})", day, date_of(parts), clock_of(parts), offset_of(parts));
}

std::string with_local_moments(std::string_view sentence) {
  constexpr std::size_t length = 30;  // of what base::rfc3339 writes
  std::string text;
  for (std::size_t at = 0; at < sentence.size();) {
    const auto exact = sentence.substr(at, length);
    const auto time = exact.size() == length && exact[4] == '-' ? base::parse_rfc3339(exact) : std::nullopt;
    text += time ? local_moment(*time) : std::string(1, sentence[at]);
    at += time ? length : 1;
  }
  return text;
}

}  // namespace earwitness::os
