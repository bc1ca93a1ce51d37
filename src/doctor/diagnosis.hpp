// SPDX-License-Identifier: MIT
//
// A diagnosis: what was found about one thing that a recording needs, in words for a person and in figures for a
// script. Pure functions of facts; examination.hpp gathers them. A text may hold names that others gave: print it
// through base::printable.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "archive/recordings.hpp"
#include "base/level.hpp"
#include "desktop/power.hpp"
#include "desktop/sleep_inhibitor.hpp"
#include "desktop/stream_watch.hpp"
#include "earwitness/base.hpp"
#include "json/value.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::doctor {

enum class Outcome {
  ok,
  attention,  ///< a recording would work, but there is something to do
  impossible  ///< it would not
};

/// In `--json`: `ok`, `attention`, `impossible`.
[[nodiscard]] const char* to_string(Outcome outcome) noexcept;

struct Diagnosis {
  std::string name;  ///< what was examined, in one word
  Outcome outcome = Outcome::ok;
  std::string text;  ///< what was found
  NextStep next;     ///< what to do; empty with Outcome::ok
  json::Value figures = json::Value::object();
};

/// `device` is the microphone as the sound system names it.
[[nodiscard]] Diagnosis diagnose_sound(const std::string& device, const base::Level& level);
/// An error that kept something from being examined: it would keep a recording from working, too.
[[nodiscard]] Diagnosis diagnose_failure(const std::string& name, const Error& error);
/// How long the disk of `folder` lasts at the format that would be recorded.
[[nodiscard]] Diagnosis diagnose_room(double seconds, const os::Path& folder);
[[nodiscard]] Diagnosis diagnose_sync(std::chrono::nanoseconds slowest);
/// What changes the sound between the microphone and a recording. `is_monitor`: the source is what is played.
[[nodiscard]] Diagnosis diagnose_path(const std::optional<desktop::LiveSource>& source, bool is_monitor);
[[nodiscard]] Diagnosis diagnose_sleep(const desktop::Inhibition& held);
[[nodiscard]] Diagnosis diagnose_power(const std::optional<desktop::Power>& power);
[[nodiscard]] Diagnosis diagnose_clock(const os::ClockState& state);
[[nodiscard]] Diagnosis diagnose_interrupted(const std::vector<archive::Item>& items);

/// The worst of them.
[[nodiscard]] Outcome worst_of(const std::vector<Diagnosis>& diagnoses) noexcept;

}  // namespace earwitness::doctor
