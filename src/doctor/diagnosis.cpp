// SPDX-License-Identifier: MIT
#include "doctor/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/translate.hpp"
#include "record/disk_space.hpp"
#include "record/warnings.hpp"

namespace earwitness::doctor {

namespace {

constexpr std::chrono::milliseconds slow_sync{1000};
constexpr std::int64_t large_clock_error_us = 1'000'000;
constexpr std::size_t max_names_shown = 3;

double in_milliseconds(std::chrono::nanoseconds length) {
  return std::chrono::duration<double, std::milli>(length).count();
}

std::string first_names(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), max_names_shown); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > max_names_shown ? fmt::format("{} ...", text) : text;
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

Diagnosis diagnose_sound(const std::string& device, const base::Level& level) {
  Diagnosis diagnosis{"microphone", Outcome::ok, {}, {}, {}};
  diagnosis.figures = json::Value{{"device", device},
                                  {"peak_dbfs", level.peak_dbfs()},
                                  {"rms_dbfs", level.rms_dbfs()},
                                  {"clipped", level.clipped()}};
  if (level.peak() < record::SignalWatch::muted_peak) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = tr("{} is as silent as a muted one", device);
    diagnosis.next = Step::look_at_switch_or_choose_microphone;
  } else if (level.clipped() > 0) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = tr("{} is too loud in places, and cut off there", device);
    diagnosis.next = _("lower its level in the sound settings, or move it away");
  } else {
    diagnosis.text = tr("{} is heard; peak level {:.0Lf} dB", device, level.peak_dbfs());
  }
  return diagnosis;
}

Diagnosis diagnose_path(const std::optional<desktop::LiveSource>& source, bool is_monitor) {
  Diagnosis diagnosis{"path", Outcome::ok, {}, {}, {}};
  if (!source) {
    diagnosis.text = _("no sound server says what is between the microphone and a recording");
    diagnosis.figures = json::Value{{"source", nullptr}, {"muted", nullptr}, {"processed", nullptr}};
    return diagnosis;
  }
  const auto& name = source->name;
  const bool processed = source->processing != desktop::Processing::none;
  diagnosis.figures = json::Value{{"source", name},
                                  {"description", source->description},
                                  {"muted", source->is_muted},
                                  {"volume", source->volume},
                                  {"monitor", is_monitor},
                                  {"processed", processed}};
  diagnosis.outcome = Outcome::attention;
  if (source->is_muted || source->volume <= 0) {
    diagnosis.text = tr("{} is muted in the sound settings", name);
    diagnosis.next = _("unmute it there, and turn it up");
  } else if (is_monitor) {
    diagnosis.text = tr("{} is what is played, not a microphone", name);
    diagnosis.next = Step::plug_in_or_choose_microphone;
  } else if (processed) {
    diagnosis.text =
        tr("{} goes through {}, which an expert can't use as well", name, desktop::to_words(source->processing));
    diagnosis.next = Step::choose_unprocessed_microphone;
  } else {
    diagnosis.outcome = Outcome::ok;
    diagnosis.text = tr("{} reaches a recording as it is, at volume {:.0Lf} %", name, source->volume * 100);
  }
  return diagnosis;
}

Diagnosis diagnose_sleep(const desktop::Inhibition& held) {
  Diagnosis diagnosis{"sleep", Outcome::ok, {}, {}, {}};
  diagnosis.figures = json::Value{{"sleep", held.sleep}, {"idle", held.idle}, {"lid", held.lid}};
  if (held.sleep && held.lid) {
    diagnosis.text = _("sleep, idling and a closed lid are held off while a recording runs");
  } else if (held.sleep) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = _("sleep is held off while a recording runs, but not what a closed lid does");
    diagnosis.next = _("keep the lid open while you record");
  } else {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = tr("sleep can't be held off: {}", held.why_not.empty() ? _("nobody answers") : held.why_not);
    diagnosis.next = _("turn sleep off in the power settings, and keep the lid open while you record");
  }
  return diagnosis;
}

Diagnosis diagnose_power(const std::optional<desktop::Power>& power) {
  Diagnosis diagnosis{"battery", Outcome::ok, _("none is reported"), {}, {}};
  diagnosis.figures = json::Value{{"on_battery", nullptr}, {"percent", nullptr}};
  if (!power) return diagnosis;
  diagnosis.figures["on_battery"] = power->on_battery;
  if (power->percent) diagnosis.figures["percent"] = *power->percent;
  if (power->on_battery) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = power->percent ? tr("the computer runs on its battery, at {} %", *power->percent)
                                    : std::string(_("the computer runs on its battery"));
    diagnosis.next = _("plug it in while you record");
  } else if (power->has_battery) {
    diagnosis.text = power->percent ? tr("plugged in, the battery is at {} %", *power->percent)
                                    : std::string(_("plugged in, with a battery"));
  } else {
    diagnosis.text = _("plugged in, without a battery");
  }
  return diagnosis;
}

Diagnosis diagnose_failure(const std::string& name, const Error& error) {
  return {name, Outcome::impossible, error.what(), error.next(), json::Value::object()};
}

Diagnosis diagnose_room(double seconds, const os::Path& folder) {
  Diagnosis diagnosis{"room", Outcome::ok, tr("{} in {}", record::describe_space(seconds), folder.string()), {}, {}};
  diagnosis.figures = json::Value{{"left_seconds", seconds}};
  if (seconds < record::low_free_space.count()) {
    diagnosis.outcome = seconds < record::min_free_space.count() ? Outcome::impossible : Outcome::attention;
    diagnosis.next = Step::free_space;
  }
  return diagnosis;
}

Diagnosis diagnose_sync(std::chrono::nanoseconds slowest) {
  Diagnosis diagnosis{"disk", Outcome::ok, {}, {}, {}};
  diagnosis.text = tr("a second of sound is safely written within {:.0Lf} ms", std::max(1.0, in_milliseconds(slowest)));
  diagnosis.figures = json::Value{{"sync_ms", in_milliseconds(slowest)}};
  if (slowest > slow_sync) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text =
        tr("the disk is slow: a second of sound is safely written after {:.1Lf} s", in_milliseconds(slowest) / 1000);
    diagnosis.next = Step::stop_other_writers;
  }
  return diagnosis;
}

Diagnosis diagnose_clock(const os::ClockState& state) {
  Diagnosis diagnosis{"clock", Outcome::ok, {}, {}, {}};
  diagnosis.figures = json::Value{{"synchronised", state.synchronised}, {"max_error_us", state.max_error_us}};
  if (!state.synchronised) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = _("the computer's clock is not synchronised: the times in a recording are only as good as it is");
    diagnosis.next = "timedatectl set-ntp true";
  } else if (state.max_error_us > large_clock_error_us) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = tr("synchronised, but it may be off by {:.0Lf} s", static_cast<double>(state.max_error_us) / 1e6);
    diagnosis.next = _("look at the network, then at: timedatectl timesync-status");
  } else {
    diagnosis.text = tr("synchronised, off by {:.0Lf} ms at most", static_cast<double>(state.max_error_us) / 1e3);
  }
  return diagnosis;
}

Diagnosis diagnose_interrupted(const std::vector<archive::Item>& items) {
  Diagnosis diagnosis{"interrupted", Outcome::ok, _("no recording was left unsealed"), {}, {}};
  std::vector<std::string> names;
  for (const auto& item : items) {
    if (item.state == archive::State::interrupted) names.push_back(item.name);
  }
  diagnosis.figures = json::Value{{"recordings", names}};
  if (names.empty()) return diagnosis;
  diagnosis.outcome = Outcome::attention;
  diagnosis.text = trn("{} recording was interrupted and is not sealed: {}",
                       "{} recordings were interrupted and are not sealed: {}", names.size(), first_names(names));
  diagnosis.next = names.size() == 1 ? NextStep(Step::recover, names.front()) : NextStep(Step::recover_all);
  return diagnosis;
}

Outcome worst_of(const std::vector<Diagnosis>& diagnoses) noexcept {
  auto worst = Outcome::ok;
  for (const auto& diagnosis : diagnoses) worst = std::max(worst, diagnosis.outcome);
  return worst;
}

}  // namespace earwitness::doctor
