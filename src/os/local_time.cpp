// SPDX-License-Identifier: MIT
#include "os/local_time.hpp"

#include <fmt/format.h>
#include <time.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/clock.hpp"

namespace earwitness::os {

namespace {

constexpr int first_year = 1900;
constexpr int last_year = 2200;

/// Takes so many digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc{} || end != text.data() + digits || text.front() == '-') return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// In this machine's time zone.
struct Local {
  std::chrono::year_month_day date;
  std::chrono::weekday day;
  std::string clock;
  std::string offset;
};

Local local(UtcTime time) {
  auto text = local_text(time);
  if (text.size() != 19) text = "1970-01-01 00:00:00";
  const auto here = base::parse_rfc3339(fmt::format("{}T{}Z", text.substr(0, 10), text.substr(11)));
  const auto shown = here.value_or(time);
  const auto day = std::chrono::floor<std::chrono::days>(shown);
  const auto ahead = std::chrono::round<std::chrono::minutes>(shown - time).count();
  return {std::chrono::year_month_day(day), std::chrono::weekday(day), text.substr(11),
          fmt::format("UTC{}{:02}:{:02}", ahead < 0 ? '-' : '+', std::abs(ahead) / 60, std::abs(ahead) % 60)};
}

std::string month_name(unsigned month) {
  constexpr std::array names{N_("January"),   N_("February"), N_("March"),    N_("April"),
                             N_("May"),       N_("June"),     N_("July"),     N_("August"),
                             N_("September"), N_("October"),  N_("November"), N_("December")};
  return _(names[(month + 11) % names.size()]);
}

std::string day_name(unsigned day) {
  constexpr std::array names{N_("Sunday"),   N_("Monday"), N_("Tuesday"), N_("Wednesday"),
                             N_("Thursday"), N_("Friday"), N_("Saturday")};
  return _(names[day % names.size()]);
}

std::string date_of(const Local& moment) {
  return fmt::format("{} {} {}", static_cast<unsigned>(moment.date.day()),
                     month_name(static_cast<unsigned>(moment.date.month())), static_cast<int>(moment.date.year()));
}

}  // namespace

std::optional<UtcTime> parse_local(std::string_view text) {
  struct Part {
    std::string_view before;
    std::size_t digits;
  };
  constexpr Part parts[] = {{"", 4}, {"-", 2}, {"-", 2}, {" T", 2}, {":", 2}, {":", 2}};
  int value[6] = {0, 0, 0, 0, 0, 0};
  std::size_t count = 0;
  while (count < 6 && !text.empty()) {
    if (!parts[count].before.empty() && !take(text, parts[count].before)) return std::nullopt;
    const auto number = take_number(text, parts[count].digits);
    if (!number) return std::nullopt;
    value[count++] = *number;
  }
  if (!text.empty() || count < 3 || count == 4 || value[0] < first_year || value[0] > last_year) return std::nullopt;
  struct tm fields {};
  fields.tm_year = value[0] - 1900;
  fields.tm_mon = value[1] - 1;
  fields.tm_mday = value[2];
  fields.tm_hour = value[3];
  fields.tm_min = value[4];
  fields.tm_sec = value[5];
  fields.tm_isdst = -1;
  struct tm asked = fields;
  const time_t seconds = ::mktime(&asked);
  // What overflows, as February 30, comes back as another day. An hour that spring leaves out is no overflow.
  const bool is_day =
      asked.tm_year == fields.tm_year && asked.tm_mon == fields.tm_mon && asked.tm_mday == fields.tm_mday;
  if (!is_day || value[3] > 23 || value[4] > 59 || value[5] > 59) return std::nullopt;
  return UtcTime(std::chrono::seconds(seconds));
}

std::string local_date(UtcTime time) { return date_of(local(time)); }

std::string local_clock(UtcTime time) { return local(time).clock; }

std::string offset_from_utc(UtcTime time) { return local(time).offset; }

std::string local_date_and_clock(UtcTime time) {
  const auto moment = local(time);
  return fmt::format("{}, {}", date_of(moment), moment.clock);
}

std::string local_moment(UtcTime time) {
  const auto moment = local(time);
  return fmt::format("{} {}, {} ({})", day_name(moment.day.c_encoding()), date_of(moment), moment.clock, moment.offset);
}

}  // namespace earwitness::os
