// SPDX-License-Identifier: MIT
#include "bag/info.hpp"

#include <algorithm>
#include <set>

#include "bag/tag_lines.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"

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

bool is_label(std::string_view text) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_part);
}

}  // namespace

ExactInfo parse_exact_info(std::string_view text) {
  ExactInfo info;
  std::set<std::string_view> seen;
  const auto fail = [&](std::string why) {
    info.fault = tr("line {}: {}", info.lines.size() + 1, why);
    return std::move(info);
  };
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    const auto colon = line.find(": ");
    if (end == std::string_view::npos) return fail(_("it does not end with a newline"));
    if (colon == std::string_view::npos || !is_label(line.substr(0, colon))) {
      return fail(_("it is not a label, a colon, a space and a value"));
    }
    const auto label = line.substr(0, colon);
    if (!base::is_plain_line(line)) return fail(_("it holds what is not UTF-8, or what nobody would see"));
    if (!seen.insert(label).second) return fail(tr("{} stands a second time", label));
    if (info.lines.size() >= limits::info_lines) return fail(_("there are too many"));
    info.lines.push_back({std::string(label), std::string(line.substr(colon + 2))});
    text.remove_prefix(end + 1);
  }
  return info;
}

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
