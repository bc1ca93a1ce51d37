// SPDX-License-Identifier: MIT
#include "cli/checkup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/translate.hpp"
#include "record/room.hpp"
#include "record/warnings.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::milliseconds slow_sync{1000};
constexpr std::int64_t large_clock_error_us = 1'000'000;
constexpr std::size_t names_shown = 3;

double in_milliseconds(std::chrono::nanoseconds length) {
  return std::chrono::duration<double, std::milli>(length).count();
}

std::string first_names(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), names_shown); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > names_shown ? fmt::format("{} ...", text) : text;
}

}  // namespace

const char* to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::attention:
      return "attention";
    case Outcome::impossible:
      return "impossible";
  }
  return "";
}

const char* to_words(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::attention:
      return _("look at this");
    case Outcome::impossible:
      return _("not possible");
  }
  return "";
}

Check judge_sound(const std::string& device, const base::Level& level) {
  Check check{"microphone", Outcome::ok, {}, {}, {}};
  check.figures = {{"device", device},
                   {"peak_dbfs", level.peak_dbfs()},
                   {"rms_dbfs", level.rms_dbfs()},
                   {"clipped", level.clipped()}};
  if (level.peak() < record::SignalWatch::muted_peak) {
    check.outcome = Outcome::attention;
    check.text = tr("{} is as silent as a muted one", device);
    check.next = _("look at its switch and at the sound settings, or choose another: earwitness setup");
  } else if (level.clipped() > 0) {
    check.outcome = Outcome::attention;
    check.text = tr("{} is too loud in places, and cut off there", device);
    check.next = _("lower its level in the sound settings, or move it away");
  } else {
    check.text = tr("{} delivers; the loudest was {:.0Lf} dB under full scale", device, -level.peak_dbfs());
  }
  return check;
}

Check judge_path(const std::optional<desktop::LiveSource>& source, bool is_monitor) {
  Check check{"path", Outcome::ok, {}, {}, {}};
  if (!source) {
    check.text = _("no sound server tells what lies between the microphone and a recording");
    check.figures = {{"source", nullptr}, {"muted", nullptr}, {"processed", nullptr}};
    return check;
  }
  const auto& name = source->name;
  const bool processed = source->processing != desktop::Processing::none;
  check.figures = {{"source", name},
                   {"description", source->description},
                   {"muted", source->is_muted},
                   {"volume", source->volume},
                   {"monitor", is_monitor},
                   {"processed", processed}};
  check.outcome = Outcome::attention;
  if (source->is_muted || source->volume <= 0) {
    check.text = tr("{} is muted in the sound settings", name);
    check.next = _("unmute it there, and turn it up");
  } else if (is_monitor) {
    check.text = tr("{} is what is played, not a microphone", name);
    check.next = _("plug one in, or choose another: earwitness devices");
  } else if (processed) {
    check.text =
        tr("{} goes through {}, which an expert can't use as well", name, desktop::to_words(source->processing));
    check.next = _("turn it off in the sound settings, or choose the microphone itself: earwitness devices");
  } else {
    check.outcome = Outcome::ok;
    check.text = tr("{} reaches a recording as it is, at volume {:.0Lf} %", name, source->volume * 100);
  }
  return check;
}

Check judge_sleep(const desktop::Inhibition& held) {
  Check check{"sleep", Outcome::ok, {}, {}, {}};
  check.figures = {{"sleep", held.sleep}, {"idle", held.idle}, {"lid", held.lid}};
  if (held.sleep && held.lid) {
    check.text = _("sleep, idling and a closed lid are held off while a recording runs");
  } else if (held.sleep) {
    check.outcome = Outcome::attention;
    check.text = _("sleep is held off while a recording runs, but not what a closed lid does");
    check.next = _("keep the lid open while you record");
  } else {
    check.outcome = Outcome::attention;
    check.text = tr("sleep can't be held off: {}", held.why_not.empty() ? _("nobody answers") : held.why_not);
    check.next = _("turn sleep off in the power settings, and keep the lid open while you record");
  }
  return check;
}

Check judge_power(const std::optional<desktop::Power>& power) {
  Check check{"battery", Outcome::ok, _("none that is told of"), {}, {}};
  check.figures = {{"on_battery", nullptr}, {"percent", nullptr}};
  if (!power) return check;
  check.figures["on_battery"] = power->on_battery;
  if (power->percent) check.figures["percent"] = *power->percent;
  if (power->on_battery) {
    check.outcome = Outcome::attention;
    check.text = power->percent ? tr("the computer runs on its battery, at {} %", *power->percent)
                                : std::string(_("the computer runs on its battery"));
    check.next = _("plug it in while you record");
  } else if (power->has_battery) {
    check.text = power->percent ? tr("plugged in, the battery is at {} %", *power->percent)
                                : std::string(_("plugged in, with a battery"));
  } else {
    check.text = _("plugged in, without a battery");
  }
  return check;
}

Check judge_failure(const std::string& name, const Error& error) {
  return {name, Outcome::impossible, error.what(), error.next(), nlohmann::ordered_json::object()};
}

Check judge_room(double seconds, const os::Path& folder) {
  Check check{"room", Outcome::ok, tr("{} in {}", record::room_words(seconds), folder.string()), {}, {}};
  check.figures = {{"left_seconds", seconds}};
  if (seconds < record::low_room.count()) {
    check.outcome = seconds < record::least_room.count() ? Outcome::impossible : Outcome::attention;
    check.next = _(record::advice_on_room);
  }
  return check;
}

Check judge_sync(std::chrono::nanoseconds longest) {
  Check check{"disk", Outcome::ok, {}, {}, {}};
  check.text = tr("a second of sound is safely written within {:.0Lf} ms", std::max(1.0, in_milliseconds(longest)));
  check.figures = {{"sync_ms", in_milliseconds(longest)}};
  if (longest > slow_sync) {
    check.outcome = Outcome::attention;
    check.text =
        tr("the disk is slow: a second of sound is safely written after {:.1Lf} s", in_milliseconds(longest) / 1000);
    check.next = _("end what else writes to it, or choose another folder with --archive DIR");
  }
  return check;
}

Check judge_clock(const os::ClockState& state) {
  Check check{"clock", Outcome::ok, {}, {}, {}};
  check.figures = {{"synchronised", state.synchronised}, {"max_error_us", state.max_error_us}};
  if (!state.synchronised) {
    check.outcome = Outcome::attention;
    check.text = _("the computer's clock is not synchronised: the times in a recording are only as good as it is");
    check.next = "timedatectl set-ntp true";
  } else if (state.max_error_us > large_clock_error_us) {
    check.outcome = Outcome::attention;
    check.text = tr("synchronised, but it may be off by {:.0Lf} s", static_cast<double>(state.max_error_us) / 1e6);
    check.next = _("look at the network, then at: timedatectl timesync-status");
  } else {
    check.text = tr("synchronised, off by {:.0Lf} ms at most", static_cast<double>(state.max_error_us) / 1e3);
  }
  return check;
}

Check judge_archive(const ArchiveHealth& health) {
  Check check{"archive", Outcome::ok, {}, {}, {}};
  const auto root = health.root.string();
  auto leftovers = nlohmann::ordered_json::array();
  for (const auto& path : health.leftovers) leftovers.push_back(path.string());
  check.figures = {{"path", root},
                   {"exists", health.exists},
                   {"open_folders", health.open_folders},
                   {"leftovers", std::move(leftovers)}};
  if (!health.exists) {
    check.text = tr("{} can be made; the first recording does", root);
  } else if (health.open_folders > 0) {
    check.outcome = Outcome::attention;
    check.text = trn("others on this computer may look into {} folder of {}",
                     "others on this computer may look into {} folders of {}", health.open_folders, root);
    check.next = fmt::format("chmod -R go= {}", root);
  } else if (!health.leftovers.empty()) {
    check.outcome = Outcome::attention;
    check.text = trn("{} file is left of something that was interrupted: {}",
                     "{} files are left of something that was interrupted: {}", health.leftovers.size(),
                     health.leftovers.front().string());
    check.next = _("nothing needs what ends in .new or begins with .earwitness-doctor: it can be removed");
  } else {
    check.text = tr("{} can be written to, by you alone", root);
  }
  return check;
}

Check judge_interrupted(const std::vector<archive::Item>& items) {
  Check check{"interrupted", Outcome::ok, _("no recording was left unsealed"), {}, {}};
  std::vector<std::string> names;
  for (const auto& item : items) {
    if (item.state == archive::State::interrupted) names.push_back(item.name);
  }
  check.figures = {{"recordings", names}};
  if (names.empty()) return check;
  check.outcome = Outcome::attention;
  check.text = trn("{} recording was interrupted and is not sealed: {}",
                   "{} recordings were interrupted and are not sealed: {}", names.size(), first_names(names));
  check.next = names.size() == 1 ? fmt::format("earwitness recover {}", names.front()) : "earwitness recover --all";
  return check;
}

Outcome worst_of(const std::vector<Check>& checks) noexcept {
  auto worst = Outcome::ok;
  for (const auto& check : checks) worst = std::max(worst, check.outcome);
  return worst;
}

}  // namespace earwitness::cli
