// SPDX-License-Identifier: MIT
#include "derive/claimed_time.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "os/local_time.hpp"

namespace earwitness::derive {

namespace {

using namespace std::chrono_literals;

constexpr UtcTime first_believed{std::chrono::sys_days{std::chrono::year{1990} / 1 / 1}};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// So many digits from `at` on, as a number.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

struct Moment {
  std::string date;   ///< `2026-11-23`
  std::string clock;  ///< `15:30:05`; empty: not told
};

std::optional<Moment> moment(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Moment{fmt::format("{:04}-{:02}-{:02}", *year, *month, *day), {}};
}

void add_clock(Moment& moment, std::optional<int> hour, std::optional<int> minute, std::optional<int> second) {
  if (!hour || !minute || *hour > 23 || *minute > 59 || second.value_or(0) > 59) return;
  moment.clock = fmt::format("{:02}:{:02}:{:02}", *hour, *minute, second.value_or(0));
}

/// In the machine's own zone.
std::optional<UtcTime> local(const Moment& moment) {
  return os::parse_local(moment.clock.empty() ? moment.date : fmt::format("{} {}", moment.date, moment.clock));
}

std::optional<UtcTime> in_utc(const Moment& moment) {
  const auto date = moment.date;
  const std::chrono::sys_days day{std::chrono::year{*digits(date, 0, 4)} / static_cast<int>(*digits(date, 5, 2)) /
                                  *digits(date, 8, 2)};
  UtcTime time{day};
  if (!moment.clock.empty()) {
    time += std::chrono::hours(*digits(moment.clock, 0, 2)) + std::chrono::minutes(*digits(moment.clock, 3, 2)) +
            std::chrono::seconds(*digits(moment.clock, 6, 2));
  }
  return time;
}

struct TagTime {
  UtcTime time;
  bool has_zone = false;
  bool is_day = false;
};

/// `2026-11-23T16:30:00+0100`, with a fraction, with `Z`, without a zone, or a date alone.
std::optional<TagTime> tag_time(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto made = moment(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  if (!made) return std::nullopt;
  if (text.size() >= 16 && (text[10] == 'T' || text[10] == ' ') && text[13] == ':') {
    const bool has_seconds = text.size() >= 19 && text[16] == ':';
    add_clock(*made, digits(text, 11, 2), digits(text, 14, 2), has_seconds ? digits(text, 17, 2) : std::nullopt);
    text.remove_prefix(has_seconds ? 19 : 16);
    if (!text.empty() && text[0] == '.')
      text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
    if (text.starts_with('Z')) {
      const auto time = in_utc(*made);
      return time ? std::optional(TagTime{*time, true}) : std::nullopt;
    }
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
      const auto hours = digits(text, 1, 2);
      const auto minutes = digits(text, text.size() > 3 && text[3] == ':' ? 4 : 3, 2);
      auto time = in_utc(*made);
      if (time && hours && *hours <= 14) {
        const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(minutes.value_or(0));
        *time += text[0] == '+' ? -offset : offset;
        return TagTime{*time, true};
      }
    }
  }
  const auto time = local(*made);
  return time ? std::optional(TagTime{*time, false, made->clock.empty()}) : std::nullopt;
}

/// Behind a date in a name: `_153000`, ` 15.30.00`, `-15-30`, `T153000`.
void add_name_clock(Moment& made, std::string_view rest) {
  const auto at = rest.find_first_not_of(" _-T.");
  if (at == std::string_view::npos || at > 3) return;
  rest.remove_prefix(rest.substr(at).starts_with("at ") ? at + 3 : at);
  if (const auto packed = digits(rest, 0, 6)) {
    if (rest.size() > 6 && is_digit(rest[6])) return;
    return add_clock(made, *packed / 10'000, *packed / 100 % 100, *packed % 100);
  }
  const bool is_parted = rest.size() >= 5 && std::string_view(".:-_ h").find(rest[2]) != std::string_view::npos;
  if (!is_parted) return;
  const bool has_seconds = rest.size() >= 8 && std::string_view(".:-_ m").find(rest[5]) != std::string_view::npos;
  add_clock(made, digits(rest, 0, 2), digits(rest, 3, 2), has_seconds ? digits(rest, 6, 2) : std::nullopt);
}

/// `PTT-20261123-WA0003.opus`, `Voice 261123_153000.m4a`, `2026-11-23 15.30.00.mp4`,
/// `GMT20261123-153000_Recording.m4a`.
std::optional<TagTime> name_time(std::string_view name) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_digit(name[at]) || (at > 0 && is_digit(name[at - 1]))) continue;
    const auto end = std::min(name.find_first_not_of("0123456789", at), name.size());
    std::optional<Moment> made;
    std::size_t behind = end;
    if (end - at == 8) {
      made = moment(digits(name, at, 4), digits(name, at + 4, 2), digits(name, at + 6, 2));
    } else if (end - at == 14) {
      made = moment(digits(name, at, 4), digits(name, at + 4, 2), digits(name, at + 6, 2));
      behind = at + 8;
    } else if (end - at == 6 && end + 7 <= name.size() && name[end] == '_' && digits(name, end + 1, 6)) {
      made = moment(2000 + *digits(name, at, 2), digits(name, at + 2, 2), digits(name, at + 4, 2));
    } else if (end - at == 4 && end + 6 <= name.size() && name[end] == name[end + 3] &&
               std::string_view("-._").find(name[end]) != std::string_view::npos) {
      made = moment(digits(name, at, 4), digits(name, end + 1, 2), digits(name, end + 4, 2));
      behind = end + 6;
    }
    if (!made) continue;
    add_name_clock(*made, behind == at + 8 && end - at == 14 ? name.substr(behind, 6) : name.substr(behind));
    const bool is_utc = at >= 3 && name.substr(at - 3, 3) == "GMT";
    if (const auto time = is_utc ? in_utc(*made) : local(*made)) return TagTime{*time, is_utc, made->clock.empty()};
  }
  return std::nullopt;
}

const media::Claim* find_claim(const std::vector<media::Claim>& claims, std::string_view name) {
  const auto found =
      std::find_if(claims.begin(), claims.end(), [&](const media::Claim& claim) { return claim.name == name; });
  return found == claims.end() ? nullptr : &*found;
}

}  // namespace

std::optional<ClaimedTime> claimed_time(const std::string& file_name, const std::vector<media::Claim>& claims,
                                        UtcTime now) {
  const auto is_believed = [&](UtcTime time) { return time >= first_believed && time <= now; };
  std::optional<ClaimedTime> best;
  bool best_has_zone = false;
  const auto offer = [&](const std::string& words) {
    const auto time = tag_time(words);
    if (!time || !is_believed(time->time) || (best && (best_has_zone || !time->has_zone))) return;
    best = ClaimedTime{time->time, words, ClaimedTime::Source::tag, time->is_day};
    best_has_zone = time->has_zone;
  };
  // With an hour's offset it is the telephone's own clock; `Z` is what many write, whatever they mean by it.
  for (const auto& claim : claims) {
    if (claim.name == "created" && !claim.text.ends_with('Z')) offer(claim.text);
  }
  for (const auto& claim : claims) {
    if (claim.name == "created") offer(claim.text);
  }
  const auto* day = find_claim(claims, "origination date");
  const auto* clock = find_claim(claims, "origination time");
  if (day != nullptr) offer(clock != nullptr ? fmt::format("{} {}", day->text, clock->text) : day->text);
  if (const auto* date = find_claim(claims, "date")) offer(date->text);
  if (best) return best;
  const auto time = name_time(file_name);
  if (!time || !is_believed(time->time)) return std::nullopt;
  return ClaimedTime{time->time, file_name, ClaimedTime::Source::name, time->is_day};
}

}  // namespace earwitness::derive
