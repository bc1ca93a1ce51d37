// SPDX-License-Identifier: MIT
#include "os/local_time.hpp"

#include <time.h>

#include <charconv>

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

}  // namespace earwitness::os
