// SPDX-License-Identifier: MIT
#include "session/quick_check.hpp"

#include <fmt/format.h>

#include "base/level.hpp"
#include "base/translate.hpp"

namespace earwitness::session {

namespace {

constexpr int low_battery_percent = 20;

}  // namespace

record::Checked quick_check(const record::Status& status, const Surroundings::Known& known) {
  record::Checked checked;
  checked.peak_dbfs = base::tenths(status.first_second_peak_dbfs);
  checked.disk_hours = base::tenths(status.disk_left_seconds / 3600);
  checked.on_battery = known.on_battery;
  checked.sleep_inhibited = known.sleep_inhibited;
  checked.processed_source = known.processed_source;
  return checked;
}

std::vector<std::string> advice_on(const record::Checked& checked, const std::optional<desktop::Power>& power) {
  std::vector<std::string> advice;
  if (power && power->on_battery && power->percent && *power->percent <= low_battery_percent) {
    advice.push_back(tr("the battery is at {} %: plug the computer in", *power->percent));
  }
  // Where there is no battery there is no lid, and hardly anything that puts a computer in use to sleep.
  if (checked.sleep_inhibited == false && power && power->has_battery) {
    advice.emplace_back(_("sleep can't be held off: keep the lid open, and touch the computer now and then"));
  }
  return advice;
}

}  // namespace earwitness::session
