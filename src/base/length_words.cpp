// SPDX-License-Identifier: MIT
#include "base/length_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/time.hpp"
#include "base/translate.hpp"

namespace earwitness::base {

namespace {

constexpr std::int64_t hours_a_day = 24;
constexpr std::int64_t days_with_hours = 10;  // from there on hours say nothing more

std::string days_words(std::int64_t hours) {
  const auto days = hours / hours_a_day;
  const auto left = hours % hours_a_day;
  const auto in_days = trn("{:L} day", "{:L} days", days);
  if (left == 0 || days >= days_with_hours) return in_days;
  return tr("{} and {}", in_days, trn("{} hour", "{} hours", left));
}

}  // namespace

std::string length_words(std::chrono::nanoseconds length) {
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(length).count();
  return hours < hours_a_day ? exact_clock_text(length) : days_words(hours);
}

std::string seconds_words(double seconds) {
  constexpr double an_hour = 3600;
  constexpr double max_seconds = 1e12;  // so that no hostile number overflows
  const auto length = std::isnan(seconds) ? 0.0 : std::min(std::abs(seconds), max_seconds);
  if (length >= an_hour * hours_a_day) return days_words(static_cast<std::int64_t>(length / an_hour));
  return trn("{} second", "{} seconds", std::llround(length));
}

}  // namespace earwitness::base
