// SPDX-License-Identifier: MIT
//
// What `doctor` thinks of what it found: one Check for each thing that a recording needs, in words for a person and in
// figures for a script. Pure functions of facts; who gathers them is commands/doctor.cpp. Text in a Check may hold
// names of others: print it through base::printable.
#pragma once

#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "archive/catalogue.hpp"
#include "cli/archive_health.hpp"
#include "cli/sound_check.hpp"
#include "desktop/power.hpp"
#include "desktop/sleep_inhibitor.hpp"
#include "desktop/stream_watch.hpp"
#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::cli {

enum class Outcome {
  ok,
  attention,  ///< a recording would work, but there is something to do
  impossible  ///< it would not
};

/// In `--json`: `ok`, `attention`, `impossible`.
[[nodiscard]] const char* to_string(Outcome outcome) noexcept;
/// For a person: "ok", "look at this", "not possible".
[[nodiscard]] const char* to_words(Outcome outcome) noexcept;

struct Check {
  std::string name;  ///< what was looked at, one or two words
  Outcome outcome = Outcome::ok;
  std::string text;  ///< what was found
  std::string next;  ///< what to do; empty with Outcome::ok
  nlohmann::ordered_json figures = nlohmann::ordered_json::object();
};

/// `device` is the microphone as the sound system names it.
[[nodiscard]] Check judge_sound(const std::string& device, const base::Level& level);
/// The word of whatever could not be done at all.
[[nodiscard]] Check judge_failure(const std::string& name, const Error& error);
/// How long the disk of `folder` lasts at the format that would be recorded.
[[nodiscard]] Check judge_room(double seconds, const os::Path& folder);
[[nodiscard]] Check judge_sync(std::chrono::nanoseconds longest);
/// What lies between the microphone and a recording. `is_monitor`: the source is what is played.
[[nodiscard]] Check judge_path(const std::optional<desktop::LiveSource>& source, bool is_monitor);
[[nodiscard]] Check judge_sleep(const desktop::Inhibition& held);
[[nodiscard]] Check judge_power(const std::optional<desktop::Power>& power);
[[nodiscard]] Check judge_clock(const os::ClockState& state);
[[nodiscard]] Check judge_archive(const ArchiveHealth& health);
[[nodiscard]] Check judge_interrupted(const std::vector<archive::Item>& items);

/// The worst of them.
[[nodiscard]] Outcome worst_of(const std::vector<Check>& checks) noexcept;

}  // namespace earwitness::cli
