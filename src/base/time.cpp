// SPDX-License-Identifier: MIT
#include "base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/translate.hpp"

namespace earwitness::base {

namespace {

using namespace std::chrono;

/// A run of exactly `digits` decimal digits at the front, which is then taken off.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<nanoseconds> take_decimals(std::string_view& text) {
  if (!take_char(text, '.')) return nanoseconds{0};
  std::int64_t value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (++digits > 9) return std::nullopt;
    value = value * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) value *= 10;
  return nanoseconds{value};
}

}  // namespace

std::string rfc3339(UtcTime time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<nanoseconds>(time - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<UtcTime> parse_rfc3339(std::string_view text) {
  const auto y = take_number(text, 4);
  if (!y || !take_char(text, '-')) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m || !take_char(text, '-')) return std::nullopt;
  const auto d = take_number(text, 2);
  if (!d || !take_char(text, 'T')) return std::nullopt;
  const auto h = take_number(text, 2);
  if (!h || *h > 23 || !take_char(text, ':')) return std::nullopt;
  const auto min = take_number(text, 2);
  if (!min || *min > 59 || !take_char(text, ':')) return std::nullopt;
  const auto s = take_number(text, 2);
  if (!s || *s > 59) return std::nullopt;
  const auto decimals = take_decimals(text);
  if (!decimals || text != "Z") return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  // 64 bits of nanoseconds hold 1678 to 2261.
  if (!date.ok() || *y < 1678 || *y > 2261) return std::nullopt;
  return UtcTime{sys_days{date}} + hours{*h} + minutes{*min} + seconds{*s} + *decimals;
}

std::optional<UtcTime> parse_offset_time(std::string_view text) {
  constexpr std::size_t to_minutes = std::string_view("2026-11-23T14:30").size();
  constexpr std::size_t day = std::string_view("2026-11-23").size();
  constexpr std::size_t offset_size = std::string_view("+02:00").size();
  std::string exact(text);
  minutes ahead{0};
  if (exact.ends_with('z') || exact.ends_with('Z')) {
    exact.pop_back();
  } else {
    if (exact.size() < to_minutes + offset_size) return std::nullopt;
    auto offset = std::string_view(exact).substr(exact.size() - offset_size);
    const bool is_behind = take_char(offset, '-');
    if (!is_behind && !take_char(offset, '+')) return std::nullopt;
    const auto h = take_number(offset, 2);
    if (!h || *h > 23 || !take_char(offset, ':')) return std::nullopt;
    const auto min = take_number(offset, 2);
    if (!min || *min > 59) return std::nullopt;
    ahead = hours{*h} + minutes{*min};
    if (is_behind) ahead = -ahead;
    exact.resize(exact.size() - offset_size);
  }
  if (exact.size() < to_minutes || (exact[day] != 'T' && exact[day] != 't' && exact[day] != ' ')) return std::nullopt;
  exact[day] = 'T';
  if (exact.size() == to_minutes) exact += ":00";
  const auto local = parse_rfc3339(exact + "Z");
  // Near the ends of what 64 bits of nanoseconds hold an offset would overflow.
  if (!local || *local < UtcTime{} - days{365 * 290} || *local > UtcTime{} + days{365 * 290}) return std::nullopt;
  return *local - ahead;
}

std::optional<UtcTime> parse_moment(std::string_view text) {
  constexpr std::size_t characters = std::string_view("2026-11-23T14:30:05.123456789Z").size();
  return text.size() == characters ? parse_rfc3339(text) : std::nullopt;
}

double seconds_between(UtcTime from, UtcTime to) {
  const auto since_1970 = [](UtcTime time) { return duration<double>(time.time_since_epoch()).count(); };
  return since_1970(to) - since_1970(from);
}

std::string clock_text(nanoseconds length) {
  const auto total = std::max<std::int64_t>(0, duration_cast<seconds>(length).count());
  const auto h = total / 3600;
  if (h == 0) return fmt::format("{:02}:{:02}", total / 60, total % 60);
  return fmt::format("{}:{:02}:{:02}", h, total / 60 % 60, total % 60);
}

std::string clock_of(double length_seconds) {
  constexpr double max_seconds = 1e9;  // 31 years, so that no hostile number overflows
  const duration<double> length(length_seconds > 0 ? std::min(length_seconds, max_seconds) : 0.0);
  return clock_text(duration_cast<nanoseconds>(length));
}

std::string exact_clock_text(nanoseconds length) {
  const auto left = duration_cast<milliseconds>(length).count() % 1000;
  return left <= 0 ? clock_text(length) : fmt::format("{}.{:03}", clock_text(length), left);
}

std::optional<seconds> parse_clock(std::string_view text) {
  constexpr std::size_t max_digits = 3;
  const auto front_digits = text.find(':');
  if (front_digits == std::string_view::npos || front_digits == 0 || front_digits > max_digits) return std::nullopt;
  const auto front = take_number(text, front_digits);
  if (!front) return std::nullopt;
  std::int64_t total = *front;
  int parts = 1;
  for (; !text.empty() && parts < 3; ++parts) {
    if (!take_char(text, ':')) return std::nullopt;
    const auto part = take_number(text, 2);
    if (!part || *part > 59) return std::nullopt;
    total = total * 60 + *part;
  }
  if (!text.empty()) return std::nullopt;
  return seconds{total};
}

namespace {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Those that a text processor makes of them are no quotes to a shell, and come along.
std::string_view without_quotes(std::string_view text) {
  constexpr std::array<std::string_view, 10> quotes{"\"",     "'",      "\u201c", "\u201d", "\u201e",
                                                    "\u2018", "\u2019", "\u201a", "\uff02", "\uff07"};
  const auto starts = [&](std::string_view quote) { return text.starts_with(quote); };
  const auto ends = [&](std::string_view quote) { return text.ends_with(quote); };
  if (const auto* q = std::find_if(quotes.begin(), quotes.end(), starts); q != quotes.end())
    text.remove_prefix(q->size());
  if (const auto* q = std::find_if(quotes.begin(), quotes.end(), ends); q != quotes.end())
    text.remove_suffix(q->size());
  return text;
}

/// Takes a unit off the front: its seconds; nothing where there is none.
std::optional<std::int64_t> take_unit(std::string_view& text) {
  struct Unit {
    std::string_view name;
    std::int64_t seconds;
  };
  constexpr std::array units{Unit{"min", 60}, Unit{"sec", 1}, Unit{"h", 3600},
                             Unit{"u", 3600}, Unit{"m", 60},  Unit{"s", 1}};
  for (const auto& unit : units) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return unit.seconds;
  }
  return std::nullopt;
}

bool is_whole_clock(std::string_view text) { return std::count(text.begin(), text.end(), ':') == 2; }

}  // namespace

std::optional<seconds> parse_duration(std::string_view text) {
  constexpr std::int64_t max_length = 366LL * 24 * 3600;
  if (text.empty()) return std::nullopt;
  if (is_whole_clock(text)) return parse_clock(text);
  std::int64_t total = 0;
  std::int64_t smaller_than = max_length + 1;  // units must fall: 1h30m, not 30m1h
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0 || number > max_length || text.front() == '-') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto size = text.empty() ? std::optional<std::int64_t>(1) : take_unit(text);
    if (!size || *size >= smaller_than) return std::nullopt;
    smaller_than = *size;
    total += number * *size;
    if (total > max_length) return std::nullopt;
  }
  return seconds{total};
}

std::optional<seconds> parse_time(std::string_view text) {
  text = without_blanks(without_quotes(without_blanks(text)));
  return text.find(':') == std::string_view::npos ? parse_duration(text) : parse_clock(text);
}

std::string date_words(const year_month_day& date) {
  constexpr std::array months{N_("January"),   N_("February"), N_("March"),    N_("April"),
                              N_("May"),       N_("June"),     N_("July"),     N_("August"),
                              N_("September"), N_("October"),  N_("November"), N_("December")};
  const auto month = months[(static_cast<unsigned>(date.month()) + 11) % months.size()];
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), _(month), static_cast<int>(date.year()));
}

std::string weekday_name(weekday day) {
  constexpr std::array days{N_("Sunday"),   N_("Monday"), N_("Tuesday"), N_("Wednesday"),
                            N_("Thursday"), N_("Friday"), N_("Saturday")};
  return _(days[day.c_encoding() % days.size()]);
}

}  // namespace earwitness::base
