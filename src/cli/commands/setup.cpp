// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "capture/player.hpp"
#include "cli/ask_user.hpp"
#include "cli/choose_device.hpp"
#include "cli/commands/commands.hpp"
#include "cli/language.hpp"
#include "cli/level_bar.hpp"
#include "cli/microphone.hpp"
#include "cli/only_own.hpp"
#include "cli/output.hpp"
#include "cli/pin_root.hpp"
#include "doctor/sound_check.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/streams.hpp"
#include "tsa/http.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::seconds trial_length{4};

struct SetupOptions {
  std::string name;
  std::string device;
  bool device_given = false;
  std::string stamps;
  std::vector<std::string> tsa;
  bool yes = false;
  bool no_test = false;
  bool json = false;
};

Error not_answered() {
  return {ErrorKind::usage, {}, _("setup was left before its end; nothing was changed"), "earwitness setup"};
}

void refuse_without_answers(const SetupOptions& options) {
  if (can_ask_user() || (!options.name.empty() && options.yes && options.device_given)) return;
  throw Error(ErrorKind::usage, {}, _("setup asks questions, and there is no terminal to ask them at"),
              "earwitness setup --name \"A. Name\" --device NAME --yes");
}

/// The settings so far. A file that can't be read is what setup is there to mend.
Config settings_so_far(const Context& context) {
  if (context.globals.no_config || !is_only_own(config_path(context))) return {};
  try {
    return read_config(context.fs, config_path(context), /*required=*/false);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    log::warning(tr("{}; setup begins anew", error.what()));
    return {};
  }
}

std::string choose_name(const SetupOptions& options, const Config& config) {
  if (!options.name.empty()) {
    if (is_plain_text(options.name, limits::name_bytes)) return options.name;
    throw Error(ErrorKind::usage, "--name",
                _("that name can't be kept: it is too long, or has quotes or control characters"),
                "earwitness setup --name \"A. Name\"");
  }
  auto before = config.name.value_or("");
  const auto question = before.empty() ? std::string(_("Your name, for the statement in each recording:"))
                                       : tr("Your name, for the statement in each recording [{}]:", before);
  for (;;) {
    const auto name = ask_name(question, {});
    if (!name) throw not_answered();
    if (!name->empty()) return *name;
    if (!before.empty()) return before;
  }
}

bool choose_statement(const SetupOptions& options) {
  if (options.yes) return true;
  const auto answer = ask_statement({});
  if (!answer) throw not_answered();
  if (!*answer) log::info(_("then no statement is kept, and each recording says that it was not stated"));
  return *answer;
}

void let_hear(const doctor::SoundSample& sample) {
  if (!ask_yes_no(_("Hear it back?"), {}).value_or(false)) return;
  try {
    capture::play_samples(sample.samples, sample.format);
  } catch (const DeviceError& error) {
    log::warning(tr("it can't be played here, which a recording does not need: {}", error.what()));
  }
}

void test_microphone(const Context& context, const std::string& device, const AudioFormat& format) {
  const auto source = open_source(device, format);
  if (can_ask_user()) os::write_message(tr("Speak for {} seconds, as in a conversation.\n", trial_length.count()));
  const auto sample = doctor::record_sample(*source, context.clock, trial_length,
                                            can_ask_user() ? show_level : doctor::LevelListener());
  if (can_ask_user()) os::write_message("\n");
  log::info(doctor::describe_level(sample.level));
  if (can_ask_user()) let_hear(sample);
}

/// Asks until a microphone is tried and found good; what does not work is said, and another one asked for.
std::string choose_device(const Context& context, const SetupOptions& options, const AudioFormat& format) {
  if (options.device_given) {
    if (!options.no_test) test_microphone(context, options.device, format);
    return options.device;
  }
  for (;;) {
    const auto device = ask_device(device_choices());
    if (!device) throw not_answered();
    if (options.no_test) return *device;
    try {
      test_microphone(context, *device, format);
    } catch (const DeviceError& error) {
      log::error(error.what(), base::words_of(error.next()));
    }
    const auto good = ask_yes_no(_("Use this microphone?"), {});
    if (!good) throw not_answered();
    if (*good) return *device;
  }
}

constexpr const char* about_stamps = N_(
    "A time stamp: a server of somebody else signs a hash of the recording together with its own time, so that the\n"
    "recording can't be said to have been made later. Only the hash leaves this machine, which tells nothing of the\n"
    "sound; but the network (an employer's Wi-Fi) sees that a stamp was asked for, and when.\n"
    "  during  while it records and at its end: bounds both ends in time\n"
    "  later   only when you type: earwitness timestamp\n"
    "  none    never; seal and verify then say: date not proven\n"
    "Servers that ask for no account, as far as is known here (try one with: earwitness timestamp):\n"
    "  https://freetsa.org/tsr                free, a private project\n"
    "  http://timestamp.digicert.com          free, a public authority\n"
    "  http://timestamp.sectigo.com           free, a public authority\n"
    "  http://timestamp.sectigo.com/qualified free, says that it is qualified (eIDAS)\n"
    "  http://tsa.belgium.be/connect          the Belgian state's\n"
    "Qualified ones, mostly paid, are listed at https://eidas.ec.europa.eu/efda/trust-services/browse/eidas/tls\n");

std::string choose_server(const Config& config) {
  const auto before = config.tsa.value_or("");
  for (;;) {
    const auto url = ask_line(
        before.empty() ? std::string(_("Address of the server:")) : tr("Address of the server [{}]:", before), {});
    if (!url) throw not_answered();
    if (url->empty() && !before.empty()) return before;
    if (tsa::is_web_address(*url)) return *url;
    os::write_message(_("That is no address of http or https.\n"));
  }
}

/// Asked once; what was said before stays.
void ask_stamps(Config& config) {
  if (config.stamps || !can_ask_user()) return;
  os::write_message(_(about_stamps));
  for (;;) {
    const auto word = ask_line(_("Time stamps: during, later or none [none]:"), {});
    if (!word) throw not_answered();
    config.stamps = to_stamps(word->empty() ? to_string(Stamps::none) : std::string_view(*word));
    if (config.stamps) break;
  }
  if (*config.stamps != Stamps::none) config.tsa = choose_server(config);
}

void choose_stamps(const SetupOptions& options, Config& config) {
  constexpr std::size_t max_servers = 3;
  if (options.tsa.size() > max_servers) {
    throw Error(ErrorKind::usage, "--tsa", _("there is room for three servers"), "earwitness setup --tsa https://...");
  }
  for (const auto& url : options.tsa) {
    if (tsa::is_web_address(url)) continue;
    throw Error(ErrorKind::usage, "--tsa", tr("{} is no address of http or https", base::printable(url)),
                "earwitness setup --stamps later --tsa https://...");
  }
  if (!options.tsa.empty()) {
    const auto given = [&](std::size_t i) {
      return i < options.tsa.size() ? std::optional(options.tsa[i]) : std::nullopt;
    };
    config.tsa = given(0);
    config.tsa2 = given(1);
    config.tsa3 = given(2);
  }
  if (options.stamps.empty()) return ask_stamps(config);
  const auto stamps = to_stamps(options.stamps);
  if (!stamps) {
    throw Error(ErrorKind::usage, "--stamps", _("--stamps is one of during, later, none"),
                "earwitness setup --stamps later");
  }
  if (*stamps != Stamps::none && !config.tsa) {
    throw Error(ErrorKind::usage, "--tsa", _("no time-stamping authority is named"),
                "earwitness setup --stamps later --tsa https://...");
  }
  config.stamps = stamps;
}

void print_result(const Config& config, const os::Path& path, bool json) {
  if (json) {
    auto document = document_of("setup");
    document["path"] = path.string();
    document["name"] = config.name.value_or("");
    document["statement_made"] = config.statement_made ? json::Value(base::rfc3339(*config.statement_made)) : nullptr;
    document["device"] = config.device.value_or("");
    document["stamps"] = to_string(config.stamps.value_or(Stamps::none));
    document["tsa"] = config.tsa.value_or("");
    document["tsa_roots"] = json::or_null(config.tsa_roots);
    print_json(document);
    return;
  }
  print_line(tr("settings  {}", path.string()));
  log::info(_("that is all; when it matters, type: earwitness start"));
}

ExitCode run_setup(const Context& context, const SetupOptions& options) {
  refuse_without_answers(options);
  auto config = settings_so_far(context);
  config.name = choose_name(options, config);
  const bool stated = choose_statement(options);
  config.statement_made = stated ? std::optional(context.clock.utc()) : std::nullopt;
  // With --yes it is the help's sentence, which --json leaves in the language of the one who read it.
  const auto language = options.yes ? language_of_pages(context) : base::language();
  config.statement_language = stated ? std::optional<std::string>(base::to_string(language)) : std::nullopt;
  if (!context.globals.language.empty()) config.language = base::to_string(language_of_pages(context));
  const auto device = choose_device(context, options, configured_format(config));
  config.device = device.empty() ? std::nullopt : std::optional(device);
  choose_stamps(options, config);
  offer_to_pin_root(context, config);
  const auto path = config_path(context);
  write_config(context.fs, path, config);
  print_result(config, path, options.json);
  return ExitCode::done;
}

}  // namespace

void add_setup(Command& program, Context& context) {
  auto options = std::make_shared<SetupOptions>();
  auto& setup = program.add_command("setup", _("Enter your name, choose and try your microphone"), "earwitness setup");
  setup.option("--name", &options->name, _("Your name, for the statement in each recording")).free_text();
  add_device(setup, options->device).note_whether_given(options->device_given);
  setup.option("--stamps", &options->stamps, _("Ask for time stamps: during, later or none"), "during|later|none");
  setup.option("--tsa", &options->tsa, _("Address of a time-stamping authority; up to three"), "URL")
      .repeat(Repeats::by_option_dots);
  setup.flag("--yes", options->yes, _("State that you only record conversations that you take part in"));
  setup.flag("--no-test", options->no_test, _("Don't try the microphone"));
  add_json(setup, options->json);
  on_typed(setup, options, [&context](const SetupOptions& o) { return run_setup(context, o); });
}

}  // namespace earwitness::cli
