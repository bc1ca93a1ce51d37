// SPDX-License-Identifier: MIT
#include "bag/info.hpp"

#include <algorithm>

#include "bag/tag_lines.hpp"
#include "base/limits.hpp"

namespace earwitness::bag {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_label(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::vector<InfoLine> parse_info(std::string_view text) {
  std::vector<InfoLine> info;
  bool goes_on = false;  // the line before has a value
  while (!text.empty()) {
    const auto line = pop_line(text);
    if (line.empty()) continue;
    if (blanks.find(line.front()) != std::string_view::npos) {
      if (goes_on) info.back().value.append(" ").append(trimmed(line));
      continue;
    }
    const auto colon = line.find(':');
    goes_on = colon != std::string_view::npos && colon > 0;
    if (!goes_on) continue;
    if (info.size() >= limits::info_lines) break;
    info.push_back({std::string(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
  }
  return info;
}

std::string value_of(const std::vector<InfoLine>& info, std::string_view label) {
  const auto found =
      std::find_if(info.begin(), info.end(), [&](const InfoLine& line) { return is_same_label(line.label, label); });
  return found == info.end() ? std::string() : found->value;
}

std::vector<std::string> values_of(const std::vector<InfoLine>& info, std::string_view label) {
  std::vector<std::string> values;
  for (const auto& line : info) {
    if (is_same_label(line.label, label)) values.push_back(line.value);
  }
  return values;
}

}  // namespace earwitness::bag
