// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/settled_mark.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
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
#include "terminal/ask_user.hpp"
#include "terminal/columns.hpp"
#include "terminal/level_bar.hpp"
#include "terminal/output.hpp"
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

void print_document(const std::vector<Diagnosis>& diagnoses) {
  auto document = document_of("doctor");
  document["ready"] = doctor::worst_of(diagnoses) != Outcome::impossible;
  document["checks"] = json::Value::array();
  for (const auto& diagnosis : diagnoses) {
    json::Value object{{"check", diagnosis.name},
                       {"outcome", doctor::to_string(diagnosis.outcome)},
                       {"text", diagnosis.text},
                       {"next", base::words_of(diagnosis.next)}};
    if (diagnosis.figures.is_object()) object.update(diagnosis.figures);
    document["checks"].push_back(std::move(object));
  }
  print_json(document);
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

/// A diagnosis's name for people.
std::string shown_name(const std::string& name) {
  const std::map<std::string, std::string> names{{"start", pgettext("check", "start")},
                                                 {"recording", pgettext("check", "recording")},
                                                 {"microphone", pgettext("check", "microphone")},
                                                 {"path", pgettext("check", "path")},
                                                 {"room", pgettext("check", "room")},
                                                 {"disk", pgettext("check", "disk")},
                                                 {"refused", pgettext("check", "refused")},
                                                 {"sleep", pgettext("check", "sleep")},
                                                 {"battery", pgettext("check", "battery")},
                                                 {"clock", pgettext("check", "clock")},
                                                 {"archive", pgettext("check", "archive")},
                                                 {"interrupted", pgettext("check", "interrupted")},
                                                 {"key", pgettext("check", "key")},
                                                 {"encryption", pgettext("check", "encryption")},
                                                 {"synced", pgettext("check", "synced")},
                                                 {"managed", pgettext("check", "managed")},
                                                 {"backup", pgettext("check", "backup")}};
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

void print_table(const std::vector<Diagnosis>& diagnoses) {
  const auto outcome_width =
      terminal::widest(diagnoses, [](const Diagnosis& diagnosis) { return to_words(diagnosis.outcome); });
  const auto name_width =
      terminal::widest(diagnoses, [](const Diagnosis& diagnosis) { return shown_name(diagnosis.name); });
  for (const auto& diagnosis : diagnoses) {
    print_line(fmt::format("{}  {}  {}", terminal::padded(to_words(diagnosis.outcome), outcome_width),
                           terminal::padded(shown_name(diagnosis.name), name_width), base::printable(diagnosis.text)));
    if (!diagnosis.next.empty()) {
      print_line(
          tr("{:<{}}  try: {}", "", outcome_width + name_width + 2, base::printable(base::words_of(diagnosis.next))));
    }
  }
}

/// The last line is what a screen still shows of a long table: what keeps one from recording is named in it.
void print_verdict(const std::vector<Diagnosis>& diagnoses) {
  switch (doctor::worst_of(diagnoses)) {
    case Outcome::ok:
      return log::info(_("all is ready; when it matters, type: earwitness start"));
    case Outcome::attention:
      return log::info(_("you can record; read the lines above that say: look at this"));
    case Outcome::impossible:
      for (const auto& diagnosis : diagnoses) {
        if (diagnosis.outcome != Outcome::impossible) continue;
        log::error(tr("you can't record yet: {}: {}", shown_name(diagnosis.name), diagnosis.text),
                   base::words_of(diagnosis.next));
      }
  }
}

ExitCode run_doctor(const Context& context, const DoctorOptions& options) {
  const auto diagnoses = examine(context, options);
  const auto worst = doctor::worst_of(diagnoses);
  if (options.json) {
    print_document(diagnoses);
  } else {
    print_table(diagnoses);
    print_verdict(diagnoses);
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
