// SPDX-License-Identifier: MIT
#include "vtt/cue_settings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace earwitness::vtt {

namespace {

constexpr double min_width = 20;       // percent of the picture
constexpr double max_line = 90;        // percent of it
constexpr std::size_t max_digits = 2;  // of a line's number

bool is_digit_sign(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) noexcept {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// `33.5%`, up to a hundred.
std::optional<double> percentage(std::string_view text) noexcept {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  double value = 0;
  double scale = 0;  // of the next digit behind the dot; 0: there was no dot yet
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '.' && scale == 0 && digits > 0) {
      scale = 0.1;
      digits = 0;
      continue;
    }
    constexpr std::size_t most = 6;
    if (!is_digit_sign(c) || ++digits > most) return std::nullopt;
    const auto digit = static_cast<double>(c - '0');
    value = scale > 0 ? value + digit * scale : value * 10 + digit;
    scale /= 10;
  }
  constexpr double all = 100;
  return digits > 0 && value <= all ? std::optional(value) : std::nullopt;
}

class Settings {
 public:
  bool take(std::string_view setting) {
    const auto colon = setting.find(':');
    if (colon == std::string_view::npos || !names_.insert(setting.substr(0, colon)).second) return false;
    const auto name = setting.substr(0, colon);
    const auto value = setting.substr(colon + 1);
    if (name == "vertical") return is_one_of(value, {"rl", "lr"});
    if (name == "align") return take_align(value);
    if (name == "size") return static_cast<bool>(size_ = percentage(value));
    const auto comma = value.find(',');
    const auto place = value.substr(0, comma);
    const auto side = comma == std::string_view::npos ? std::optional<std::string_view>() : value.substr(comma + 1);
    if (name == "position") return take_position(place, side);
    return name == "line" && take_line(place, side);
  }

  /// How wide a line may get, as WebVTT has it computed ("processing cue settings").
  [[nodiscard]] bool is_wide_enough() const noexcept {
    const bool is_left = side_ ? *side_ == "line-left" : is_one_of(align_, {"start", "left"});
    const bool is_right = side_ ? *side_ == "line-right" : is_one_of(align_, {"end", "right"});
    constexpr double all = 100;
    const double at = position_.value_or(is_left ? 0 : is_right ? all : all / 2);
    const double room = is_left ? all - at : is_right ? at : 2 * std::min(at, all - at);
    return std::min(size_.value_or(all), room) >= min_width;
  }

 private:
  bool take_align(std::string_view value) {
    align_ = value;
    return is_one_of(value, {"start", "center", "middle", "end", "left", "right"});
  }

  bool take_position(std::string_view place, std::optional<std::string_view> side) {
    position_ = percentage(place);
    side_ = side;
    return position_ && (!side || is_one_of(*side, {"line-left", "center", "line-right"}));
  }

  static bool take_line(std::string_view place, std::optional<std::string_view> side) {
    if (side && !is_one_of(*side, {"start", "center", "end"})) return false;
    if (const auto percent = percentage(place)) return *percent <= max_line || side == "end";
    if (place.starts_with('-')) place.remove_prefix(1);
    return !place.empty() && place.size() <= max_digits && std::all_of(place.begin(), place.end(), is_digit_sign);
  }

  std::set<std::string_view> names_;
  std::string_view align_ = "center";
  std::optional<double> size_;
  std::optional<double> position_;
  std::optional<std::string_view> side_;
};

}  // namespace

bool are_settings(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  Settings settings;
  while (!text.empty()) {
    if (blanks.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const auto setting = text.substr(0, text.find_first_of(blanks));
    if (!setting.empty() && !settings.take(setting)) return false;
    text.remove_prefix(setting.size());
  }
  return settings.is_wide_enough();
}

}  // namespace earwitness::vtt
