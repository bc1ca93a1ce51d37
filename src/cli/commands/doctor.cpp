// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "archive/backups.hpp"
#include "archive/catalogue.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/archive_health.hpp"
#include "cli/ask_user.hpp"
#include "cli/attended.hpp"
#include "cli/checkup.hpp"
#include "cli/columns.hpp"
#include "cli/commands/commands.hpp"
#include "cli/find_running.hpp"
#include "cli/keeping.hpp"
#include "cli/key_check.hpp"
#include "cli/microphone.hpp"
#include "cli/output.hpp"
#include "cli/sound_check.hpp"
#include "cli/unlock.hpp"
#include "desktop/power.hpp"
#include "desktop/sleep_inhibitor.hpp"
#include "desktop/sources.hpp"
#include "desktop/stream_watch.hpp"
#include "log/log.hpp"
#include "os/streams.hpp"
#include "record/room.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::seconds listening_time{2};
constexpr std::chrono::milliseconds inhibit_timeout{2000};

struct DoctorOptions {
  std::string device;
  bool json = false;
};

/// Looks at one thing after the other; what can't be looked at is itself a finding.
class Doctor {
 public:
  Doctor(const Context& context, const DoctorOptions& options, const Config& config)
      : context_(context),
        options_(options),
        device_(options.device.empty() ? config.device.value_or("") : options.device),
        format_(configured_format(config)),
        archive_(archive_path(context, config)) {}

  std::vector<Check> look() {
    look_at_start();
    const bool recording = look_for_recording();
    if (!recording) look_at_microphone();
    look_at_disk(recording);
    if (!recording) look_at_sleep();
    checks_.push_back(judge_power(desktop::read_power(context_.fs)));
    checks_.push_back(judge_clock(context_.clock.state()));
    look_at_archive();
    look_at_signing_key();
    look_at_keeping();
    return std::move(checks_);
  }

 private:
  /// Only where a start is refused: else there is nothing to say.
  void look_at_start() {
    try {
      refuse_unattended();
    } catch (const Error& error) {
      checks_.push_back(judge_failure("start", error));
    }
  }

  /// One that runs has the microphone and the disk: neither is touched.
  bool look_for_recording() {
    try {
      if (!find_running(context_)) return false;
      checks_.push_back(
          {"recording", Outcome::ok, _("a recording runs, so its microphone and disk are not tried"), {}, {}});
    } catch (const Error& error) {  // one that does not answer, or several
      checks_.push_back({"recording", Outcome::attention, error.what(), error.next(), {}});
    }
    return true;
  }

  void look_at_microphone() {
    const bool show = can_ask_user() && !options_.json;
    try {
      const auto source = open_source(device_, format_);
      if (show) os::write_message(tr("Speak for {} seconds, as in a conversation.\n", listening_time.count()));
      const desktop::StreamWatch watch;
      const auto take = take_sound(*source, context_.clock, listening_time, show);
      checks_.push_back(judge_sound(source->name(), take.level));
      if (source->kind() == "microphone") look_at_path(watch.source());
    } catch (const Error& error) {
      checks_.push_back(judge_failure("microphone", error));
    }
  }

  void look_at_path(const std::optional<desktop::LiveSource>& live) {
    bool is_monitor = false;
    try {
      const auto known = desktop::list_sources().sources;
      is_monitor = live && std::any_of(known.begin(), known.end(), [&](const desktop::Source& source) {
                     return source.name == live->name && source.is_monitor;
                   });
    } catch (const DeviceError&) {  // no server to ask, so nothing that could be a monitor
    }
    checks_.push_back(judge_path(live, is_monitor));
  }

  void look_at_sleep() {
    const desktop::SleepInhibitor inhibitor;  // held for this moment only
    checks_.push_back(judge_sleep(inhibitor.wait(inhibit_timeout)));
  }

  void look_at_disk(bool recording) {
    const auto folder = folder_to_write_in(context_.fs, archive_);
    try {
      checks_.push_back(judge_room(record::room_seconds(context_.fs.free_bytes(folder), format_), archive_));
      if (!recording) checks_.push_back(judge_sync(try_disk(context_.fs, context_.clock, folder)));
    } catch (const Error& error) {
      checks_.push_back(judge_failure("disk", error));
    }
  }

  /// By this computer's own files; a hint each, and no proof.
  void look_at_keeping() {
    auto& fs = context_.fs;
    std::error_code unseen;  // a path that can't be looked at names itself
    const auto real = std::filesystem::weakly_canonical(archive_, unseen);
    const auto& folder = unseen ? archive_ : real;
    checks_.push_back(judge_cipher(look_at_cipher(fs, "/", folder), archive_));
    checks_.push_back(judge_syncing(look_for_syncing(fs, folder), archive_));
    checks_.push_back(judge_managers(look_for_managers(fs, "/")));
  }

  void look_at_backups(const std::vector<archive::Item>& items) {
    const auto kept = archive::kept_elsewhere(archive::read_backups(context_.fs, archive_));
    std::size_t sealed = 0;
    std::size_t alone = 0;
    for (const auto& item : items) {
      if (item.state != archive::State::sealed && item.state != archive::State::recovered) continue;
      ++sealed;
      if (!kept.contains(archive::key_of(item))) ++alone;
    }
    checks_.push_back(judge_backups(alone, sealed));
  }

  void look_at_signing_key() {
    try {
      const archive::KeyStore store(context_.fs, keys_folder());
      checks_.push_back(judge_key(look_at_key(store, archive::read_backups(context_.fs, archive_))));
    } catch (const Error& error) {
      checks_.push_back(judge_failure("key", error));
    }
  }

  void look_at_archive() {
    try {
      const auto items = archive::list(context_.fs, archive_);
      checks_.push_back(judge_archive(cli::look_at_archive(context_.fs, archive_, items)));
      checks_.push_back(judge_interrupted(items));
      look_at_backups(items);
    } catch (const Error& error) {
      checks_.push_back(judge_failure("archive", error));
    }
  }

  const Context& context_;
  const DoctorOptions& options_;
  std::string device_;
  AudioFormat format_;
  os::Path archive_;
  std::vector<Check> checks_;
};

void print_document(const std::vector<Check>& checks) {
  nlohmann::ordered_json document = {{"type", "doctor"}, {"schema", 1}};
  document["ready"] = worst_of(checks) != Outcome::impossible;
  document["checks"] = nlohmann::ordered_json::array();
  for (const auto& check : checks) {
    nlohmann::ordered_json object = {
        {"check", check.name}, {"outcome", to_string(check.outcome)}, {"text", check.text}, {"next", check.next}};
    if (check.figures.is_object()) object.update(check.figures);
    document["checks"].push_back(std::move(object));
  }
  print_json(document);
}

/// A check's name for people.
std::string shown_name(const std::string& name) {
  const std::map<std::string, std::string> names{{"start", pgettext("check", "start")},
                                                 {"recording", pgettext("check", "recording")},
                                                 {"microphone", pgettext("check", "microphone")},
                                                 {"path", pgettext("check", "path")},
                                                 {"room", pgettext("check", "room")},
                                                 {"disk", pgettext("check", "disk")},
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

void print_table(const std::vector<Check>& checks) {
  const auto outcome_width = widest(checks, [](const Check& check) { return to_words(check.outcome); });
  const auto name_width = widest(checks, [](const Check& check) { return shown_name(check.name); });
  for (const auto& check : checks) {
    print_line(fmt::format("{}  {}  {}", padded(to_words(check.outcome), outcome_width),
                           padded(shown_name(check.name), name_width), base::printable(check.text)));
    if (!check.next.empty()) {
      print_line(tr("{:<{}}  try: {}", "", outcome_width + name_width + 2, base::printable(check.next)));
    }
  }
}

void print_verdict(Outcome worst) {
  switch (worst) {
    case Outcome::ok:
      return log::info(_("all is ready; when it matters, type: earwitness start"));
    case Outcome::attention:
      return log::info(_("it would record; look at the lines above that say so"));
    case Outcome::impossible:
      return log::error(_("a recording would not work: see what is not possible above"));
  }
}

ExitCode run_doctor(const Context& context, const DoctorOptions& options) {
  const auto checks = Doctor(context, options, load_config(context)).look();
  const auto worst = worst_of(checks);
  if (options.json) {
    print_document(checks);
  } else {
    print_table(checks);
    print_verdict(worst);
  }
  return worst == Outcome::impossible ? ExitCode::surroundings : ExitCode::done;
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  auto options = std::make_shared<DoctorOptions>();
  auto* doctor =
      add_command(app, context, "doctor", _("Look whether a recording would work, and what to do: the evening before"),
                  "earwitness doctor");
  doctor->add_option("--device", options->device, _("Microphone, by a name that `earwitness devices` lists"));
  doctor->add_flag("--json", options->json, _("Print one JSON document"));
  on_command(doctor, context, options, [&context](const DoctorOptions& o) { return run_doctor(context, o); });
}

}  // namespace earwitness::cli
