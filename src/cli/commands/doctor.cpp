// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/settled_mark.hpp"
#include "base/translate.hpp"
#include "cli/attended.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/find_running.hpp"
#include "context/microphone.hpp"
#include "context/unlock.hpp"
#include "doctor/diagnosis.hpp"
#include "doctor/examination.hpp"
#include "log/log.hpp"
#include "os/streams.hpp"
#include "results/diagnoses.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/level_bar.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::cli {

namespace {

using doctor::Diagnosis;
using doctor::Outcome;

constexpr std::chrono::seconds listening_time{2};

struct DoctorOptions {
  std::string device;
  std::optional<std::uint16_t> channel;
  bool json = false;
};

/// Only where a start is refused: else there is nothing to say.
std::optional<Diagnosis> diagnose_start() {
  try {
    refuse_unattended();
    return std::nullopt;
  } catch (const Error& error) {
    return doctor::diagnose_failure("start", error);
  }
}

/// One that runs has the microphone and the disk: neither is tried. Nothing where none runs.
std::optional<Diagnosis> diagnose_running(const Context& context) {
  try {
    if (!context::find_running(context)) return std::nullopt;
    return Diagnosis{"recording", Outcome::ok, _("a recording runs, so its microphone and disk are not tried"), {}, {}};
  } catch (const Error& error) {  // one that does not answer, or several
    return Diagnosis{"recording", Outcome::attention, error.what(), error.next(), {}};
  }
}

std::vector<Diagnosis> listen(const Context& context, const context::WantedSound& sound, bool show) {
  try {
    const auto source = context::open_source(sound);
    if (show) say(tr("Speak for {} seconds, as in a conversation.\n", listening_time.count()));
    auto diagnoses = doctor::examine_microphone(*source, context.clock, listening_time,
                                                show ? terminal::show_level : doctor::LevelListener());
    if (show) os::write_message("\n");
    return diagnoses;
  } catch (const Error& error) {
    return {doctor::diagnose_failure("microphone", error)};
  }
}

std::vector<Diagnosis> examine(const Context& context, const DoctorOptions& options) {
  archive::forget_settled(context.fs, context::own_archive(context));
  (void)context::settle_before(context, {});
  context::mention_unfinished(context, context::own_archive(context));
  context::tidy_keys(context);
  auto config = context::load_config(context);
  if (options.channel) config.channel = context::checked_channel(*options.channel);
  const auto format = context::configured_sound(config, {}).format;
  std::vector<Diagnosis> diagnoses;
  const auto add = [&](std::vector<Diagnosis> more) {
    std::move(more.begin(), more.end(), std::back_inserter(diagnoses));
  };
  if (auto start = diagnose_start()) diagnoses.push_back(std::move(*start));
  auto running = diagnose_running(context);
  const bool is_recording = running.has_value();
  if (is_recording) {
    diagnoses.push_back(std::move(*running));
  } else {
    const auto device = options.device.empty() ? config.device.value_or("") : options.device;
    add(listen(context, context::configured_sound(config, device), terminal::can_ask_user() && !options.json));
  }
  add(doctor::examine_computer({context.fs, context.clock, context::archive_path(context, config),
                                context::keys_folder(), format, is_recording}));
  return diagnoses;
}

ExitCode run_doctor(const Context& context, const DoctorOptions& options) {
  const auto diagnoses = examine(context, options);
  const auto worst = doctor::worst_of(diagnoses);
  if (options.json) {
    results::print_document(diagnoses);
  } else {
    results::print_diagnoses(diagnoses);
    context::mention_call();
  }
  return worst == Outcome::impossible ? ExitCode::surroundings : ExitCode::done;
}

}  // namespace

void add_doctor(Command& program, Context& context) {
  auto options = std::make_shared<DoctorOptions>();
  auto& command =
      program.add_command("doctor", _("Check whether you can record, and what to fix"), "earwitness doctor");
  add_device(command, options->device);
  command.option("--channel", &options->channel,
                 _("Listen only to this channel of a microphone that has several (1 is the first)"));
  add_json(command, options->json);
  on_typed(command, options, [&context](const DoctorOptions& o) { return run_doctor(context, o); });
}

}  // namespace earwitness::cli
