// SPDX-License-Identifier: MIT
#include "journal/claims.hpp"

#include <algorithm>

#include "base/time.hpp"

namespace earwitness::journal {

namespace {

constexpr std::string_view before_start = "recorded: ";
constexpr std::string_view behind_start = ", says who imported it";
constexpr std::string_view before_day = "time of day: not said, ";
constexpr std::string_view behind_day = " is the day that was meant";

std::string put_between(std::string_view before, std::string_view text, std::string_view behind) {
  return std::string(before).append(text).append(behind);
}

std::optional<std::string> between(std::string_view before, std::string_view claim, std::string_view behind) {
  if (claim.size() < before.size() + behind.size() || !claim.starts_with(before) || !claim.ends_with(behind)) {
    return std::nullopt;
  }
  return std::string(claim.substr(before.size(), claim.size() - before.size() - behind.size()));
}

}  // namespace

std::string claim_of_start(UtcTime recorded) {
  return put_between(before_start, base::rfc3339(recorded), behind_start);
}

std::optional<std::string> claimed_start(std::string_view claim) { return between(before_start, claim, behind_start); }

std::string claim_of_day(std::string_view day) { return put_between(before_day, day, behind_day); }

std::optional<std::string> claimed_day(std::string_view claim) {
  auto day = between(before_day, claim, behind_day);
  if (!day || day->size() != std::string_view("2026-11-20").size() || !base::parse_rfc3339(*day + "T12:00:00Z")) {
    return std::nullopt;
  }
  return day;
}

}  // namespace earwitness::journal
