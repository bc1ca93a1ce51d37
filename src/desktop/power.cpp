// SPDX-License-Identifier: MIT
#include "desktop/power.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace earwitness::desktop {

namespace {

constexpr std::uint64_t max_file_bytes = 4096 * 2;  // the kernel gives a page at the most

/// The file's one line; empty where it is not there or can't be read.
std::string line_of(os::FileSystem& fs, const os::Path& path) {
  try {
    auto content = os::read_all(fs, path, max_file_bytes);
    content.resize(std::min(content.find('\n'), content.size()));
    return content;
  } catch (const Error&) {
    return {};
  }
}

std::optional<int> percent_of(const std::string& text) {
  int percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (error != std::errc{} || percent < 0 || percent > 100) return std::nullopt;
  return percent;
}

void take_battery(os::FileSystem& fs, const os::Path& supply, Power& power) {
  if (line_of(fs, supply / "scope") == "Device" || line_of(fs, supply / "present") == "0") return;
  power.has_battery = true;
  power.on_battery = power.on_battery || line_of(fs, supply / "status") == "Discharging";
  const auto percent = percent_of(line_of(fs, supply / "capacity"));
  if (percent) power.percent = std::max(power.percent.value_or(0), *percent);
}

}  // namespace

std::optional<Power> read_power(os::FileSystem& fs, const os::Path& supplies) {
  std::vector<os::Entry> entries;
  try {
    entries = fs.list(supplies);
  } catch (const Error&) {
    return std::nullopt;
  }
  Power power;
  bool plugged_in = false;
  for (const auto& entry : entries) {
    const auto supply = supplies / entry.name;
    if (line_of(fs, supply / "type") == "Battery") {
      take_battery(fs, supply, power);
    } else {
      plugged_in = plugged_in || line_of(fs, supply / "online") == "1";
    }
  }
  // A weak charger is no help once the battery is empty, but it is not what it runs on.
  if (plugged_in) power.on_battery = false;
  return power;
}

}  // namespace earwitness::desktop
