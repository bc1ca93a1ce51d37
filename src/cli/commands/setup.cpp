// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/tags.hpp"
#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/plain_text.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "capture/player.hpp"
#include "cli/commands/commands.hpp"
#include "cli/rehearsal.hpp"
#include "context/choose_device.hpp"
#include "context/language.hpp"
#include "context/microphone.hpp"
#include "context/only_own.hpp"
#include "context/pin_root.hpp"
#include "doctor/sound_check.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "os/streams.hpp"
#include "record/warnings.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/level_bar.hpp"
#include "terminal/output.hpp"
#include "terminal/setup_guide.hpp"
#include "terminal/terminal.hpp"
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

void refuse_without_answers(const SetupOptions& options) {
  if (terminal::can_ask_user() || (!options.name.empty() && options.yes && options.device_given)) return;
  throw Error(ErrorKind::usage, {}, _("setup asks questions, and there is no terminal to ask them at"),
              _("earwitness setup --name \"A. Name\" --device NAME --yes"));
}

/// The settings so far. A file that can't be read is what setup is there to mend.
Config settings_so_far(const Context& context) {
  if (context.globals.no_config || !context::is_only_own(context::config_path(context))) return {};
  try {
    return settings::read_config(context.fs, context::config_path(context), /*required=*/false);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) throw;
    log::warning(tr("{}; setup begins anew", error.what()));
    return {};
  }
}

std::string checked_name(const std::string& name) {
  if (base::is_plain_text(name, limits::name_bytes)) return name;
  throw Error(ErrorKind::usage, "--name",
              _("that name can't be kept: it is too long, or has quotes or control characters"),
              "earwitness setup --name \"A. Name\"");
}

void ask_name_step(terminal::SetupGuide& guide, Config& config) {
  const auto before = config.name.value_or("");
  const auto question = before.empty() ? std::string(_("Your name, for the statement in each recording:"))
                                       : tr("Your name, for the statement in each recording [{}]:", before);
  for (;;) {
    const auto name = guide.read_answer(question);
    if (name.empty() && before.empty()) {
      say(_("Type your name and press Enter, or type quit to leave setup: you can record without it.\n"));
      continue;
    }
    if (name.empty()) return;
    if (base::is_plain_text(name, limits::name_bytes)) {
      config.name = name;
      return;
    }
    say(_("That can't be kept: at most 200 bytes, no quotes, backslashes or control characters.\n"));
  }
}

void keep_statement(Config& config, bool is_stated, UtcTime now, base::Language language) {
  config.statement_made = is_stated ? std::optional(now) : std::nullopt;
  config.statement_language = is_stated ? std::optional<std::string>(base::to_string(language)) : std::nullopt;
}

/// A statement that was made stands, and Enter keeps it; to make it, nothing counts but yes.
void ask_statement_step(const Context& context, terminal::SetupGuide& guide, Config& config) {
  const std::string sentence = archive::tags::statement_in(base::language());
  if (config.statement_made) {
    const auto made = tr("{} You stated this on {}; is it still so?", sentence, os::local_date(*config.statement_made));
    if (guide.ask_yes_no(made, true)) return;
    keep_statement(config, false, {}, {});
  } else {
    keep_statement(config, guide.ask_plainly(sentence), context.clock.utc(), base::language());
  }
  if (!config.statement_made) {
    log::info(_("No statement saved. Your recordings will say that none was made."));
  }
}

void let_hear(const doctor::SoundSample& sample) {
  try {
    capture::play_samples(sample.samples, sample.format);
  } catch (const DeviceError& error) {
    log::warning(tr("it can't be played here, which a recording does not need: {}", error.what()));
  }
}

/// Whether something was heard.
bool test_microphone(const Context& context, const context::WantedSound& sound, terminal::SetupGuide* guide) {
  const auto source = context::open_source(sound);
  if (guide != nullptr) say(tr("Speak for {} seconds, as in a conversation.\n", trial_length.count()));
  const auto sample = doctor::record_sample(*source, context.clock, trial_length,
                                            guide != nullptr ? terminal::show_level : doctor::LevelListener());
  if (guide != nullptr) os::write_message("\n");
  log::info(doctor::describe_level(sample.level));
  if (guide != nullptr && guide->ask_yes_no(_("Hear it back?"), true)) let_hear(sample);
  return sample.level.peak() >= record::SignalWatch::muted_peak;
}

/// Asks until a microphone is tried and found good; what does not work is said, and another one asked for.
void ask_device_step(const Context& context, const SetupOptions& options, terminal::SetupGuide& guide, Config& config) {
  for (;;) {
    const auto device =
        context::ask_device(context::device_choices(), config.device.value_or(""),
                            [&guide](const std::string& question) { return guide.read_answer(question); });
    bool is_good = options.no_test;
    if (!options.no_test) {
      const char* question = _("Use this microphone?");
      try {
        is_good = test_microphone(context, context::configured_sound(config, device), &guide);
      } catch (const DeviceError& error) {
        log::error(error.what(), base::words_of(error.next()));
        question = _("It did not work now. Choose it all the same? Enter: try again.");
      }
      is_good = guide.ask_yes_no(question, is_good);
    }
    if (!is_good) continue;
    config.device = device.empty() ? std::nullopt : std::optional(device);
    return;
  }
}

constexpr const char* about_calls =
    N_("\nCalls on this computer (Teams, Zoom, a browser): with headphones the microphone hears only you. earwitness "
       "start "
       "--call also records what the others say, on a track of its own, from the moment you start it. Record only "
       "calls that "
       "you take part in.\n");

/// Explained once: who has answered knows.
void ask_call_step(terminal::SetupGuide& guide, Config& config) {
  say(_(about_calls));
  const bool asks = config.call.value_or(settings::CallHint::say) == settings::CallHint::ask;
  const bool wants = guide.ask_yes_no(_("Shall start ask about this each time you seem to be in a call?"), asks);
  config.call = wants ? settings::CallHint::ask : settings::CallHint::say;
}

constexpr const char* about_stamps = N_(
    "\nA time stamp proves the date: an independent server signs a fingerprint of the recording and the current time, "
    "so nobody can claim it was made later. Only the hash leaves this computer, and it reveals nothing about the "
    "sound; "
    "but the network (an employer's Wi-Fi) sees that a stamp was requested, and when.\n"
    "  during  during the recording and at its end: proves when it began and when it ended\n"
    "  later   only when you type: earwitness timestamp\n"
    "  none    never; seal and verify then say: date not proven\n");
constexpr const char* about_servers =
    N_("Servers that ask for no account, as far as is known here (try one with: earwitness timestamp):\n"
       "  https://freetsa.org/tsr                free, a private project\n"
       "  http://timestamp.digicert.com          free, a public authority\n"
       "  http://timestamp.sectigo.com           free, a public authority\n"
       "  http://timestamp.sectigo.com/qualified free, says that it is qualified (eIDAS)\n"
       "  http://tsa.belgium.be/connect          the Belgian state's\n"
       "Qualified ones, mostly paid, are listed at https://eidas.ec.europa.eu/efda/trust-services/browse/eidas/tls\n");

void ask_server(terminal::SetupGuide& guide, Config& config) {
  say(_(about_servers));
  const auto before = config.tsa.value_or("");
  for (;;) {
    const auto url = guide.read_answer(before.empty() ? std::string(_("Address of the server (Enter: no time stamps):"))
                                                      : tr("Address of the server [{}]:", before));
    if (url.empty() && before.empty()) {
      config.stamps = session::Stamps::none;
      return;
    }
    if (url.empty()) return;
    if (tsa::is_web_address(url)) {
      config.tsa = url;
      return;
    }
    say(_("Enter an address starting with http:// or https://\n"));
  }
}

/// `tijdens` is what a Dutch question offers, beside the word of the settings.
std::optional<session::Stamps> meant_stamps(const std::string& word) {
  for (const auto stamps : {session::Stamps::during, session::Stamps::later, session::Stamps::none}) {
    if (word == _(to_string(stamps))) return stamps;
  }
  return session::to_stamps(word);
}

void ask_stamps_step(terminal::SetupGuide& guide, Config& config) {
  say(_(about_stamps));
  const auto now = config.stamps.value_or(session::Stamps::none);
  for (;;) {
    const auto word = guide.read_answer(tr("Time stamps: during, later or none [{}]:", _(to_string(now))));
    const auto meant = word.empty() ? std::optional(now) : meant_stamps(word);
    if (!meant) {
      say(_("Type one of these words, or press Enter.\n"));
      continue;
    }
    config.stamps = meant;
    break;
  }
  if (*config.stamps != session::Stamps::none) ask_server(guide, config);
}

void choose_stamps(const SetupOptions& options, Config& config) {
  constexpr std::size_t max_servers = 3;
  if (options.tsa.size() > max_servers) {
    throw Error(ErrorKind::usage, "--tsa", _("there is room for three servers"), "earwitness setup --tsa https://...");
  }
  for (const auto& url : options.tsa) {
    if (tsa::is_web_address(url)) continue;
    throw Error(ErrorKind::usage, "--tsa",
                tr("{} is not an address starting with http:// or https://", base::printable(url)),
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
  if (options.stamps.empty()) return;
  const auto stamps = session::to_stamps(options.stamps);
  if (!stamps) {
    throw Error(ErrorKind::usage, "--stamps", _("--stamps is one of during, later, none"),
                "earwitness setup --stamps later");
  }
  if (*stamps != session::Stamps::none && !config.tsa) {
    throw Error(ErrorKind::usage, "--tsa", _("no time-stamping authority is named"),
                "earwitness setup --stamps later --tsa https://...");
  }
  config.stamps = stamps;
}

json::Value to_json(const Config& config, const os::Path& path) {
  auto document = document_of("setup");
  document["path"] = path.string();
  document["name"] = config.name.value_or("");
  document["statement_made"] = config.statement_made ? json::Value(base::rfc3339(*config.statement_made)) : nullptr;
  document["device"] = config.device.value_or("");
  document["stamps"] = to_string(config.stamps.value_or(session::Stamps::none));
  document["tsa"] = config.tsa.value_or("");
  document["tsa_roots"] = json::or_null(config.tsa_roots);
  return document;
}

constexpr const char* what_comes_next =
    N_("\nGood to know:\n"
       "- At the end a recording gets a seal of 64 characters. Keep it somewhere else: write it down, or mail it to "
       "somebody. It proves later that nothing was changed.\n"
       "- In a call with headphones the microphone hears only you: earwitness start --call records both sides.\n"
       "Type next:\n"
       "  earwitness keys backup FILE   once: a copy of the key that signs your recordings, on another disk\n"
       "  earwitness doctor             the day before: check whether you can record\n"
       "  earwitness start              when it matters; Ctrl-C stops and seals\n"
       "  earwitness backup DIR         afterwards: recordings and key on a disk of your own\n");

void print_result(const Config& config, const os::Path& path, bool json) {
  if (json) return print_json(to_json(config, path));
  print_line(tr("settings  {}", path.string()));
  if (terminal::can_ask_user()) say(_(what_comes_next));
}

/// What was not given on the command line is asked.
std::vector<terminal::SetupGuide::Step> questions(const Context& context, const SetupOptions& options, Config& config) {
  std::vector<terminal::SetupGuide::Step> steps;
  if (options.name.empty()) steps.emplace_back([&](terminal::SetupGuide& guide) { ask_name_step(guide, config); });
  if (!options.yes)
    steps.emplace_back([&](terminal::SetupGuide& guide) { ask_statement_step(context, guide, config); });
  if (!options.device_given) {
    steps.emplace_back([&](terminal::SetupGuide& guide) { ask_device_step(context, options, guide, config); });
  }
  if (!config.call && !options.device_given) {
    steps.emplace_back([&](terminal::SetupGuide& guide) { ask_call_step(guide, config); });
  }
  const bool is_stamps_known = !options.stamps.empty() || (config.stamps && steps.empty());
  if (!is_stamps_known) steps.emplace_back([&](terminal::SetupGuide& guide) { ask_stamps_step(guide, config); });
  return steps;
}

void take_given(const Context& context, const SetupOptions& options, Config& config) {
  if (!options.name.empty()) config.name = checked_name(options.name);
  // With --yes it is the help's sentence, which --json leaves in the language of the one who read it.
  if (options.yes) keep_statement(config, true, context.clock.utc(), context::language_of_pages(context));
  if (!context.globals.language.empty()) config.language = base::to_string(context::language_of_pages(context));
  if (options.device_given) {
    if (!options.no_test) (void)test_microphone(context, context::configured_sound(config, options.device), nullptr);
    config.device = options.device.empty() ? std::nullopt : std::optional(options.device);
  }
  choose_stamps(options, config);
}

/// The whole of an evening in ten seconds, with the microphone that was chosen; nothing of it is kept.
void rehearse(Context& context, const Config& config) try {
  rehearse_recording(context, context::configured_sound(config, config.device.value_or("")));
} catch (const Error& error) {
  log::error(error.what(), base::words_of(error.next()));
}

ExitCode run_setup(Context& context, const SetupOptions& options) {
  refuse_without_answers(options);
  auto config = settings_so_far(context);
  take_given(context, options, config);
  const auto path = context::config_path(context);
  const auto save = [&] { settings::write_config(context.fs, path, config); };
  if (terminal::can_ask_user()) {
    auto steps = questions(context, options, config);
    const bool asks = !steps.empty();
    if (asks)
      say(_("Press Enter to accept the answer in brackets. Type back for the previous question, quit to leave.\n"));
    bool all_answered = false;
    bool wants_rehearsal = false;
    steps.emplace_back([&](terminal::SetupGuide& guide) {
      all_answered = true;
      context::offer_to_pin_root(context, config);
      save();
      if (!asks || options.no_test || options.device_given) return;
      wants_rehearsal =
          guide.ask_yes_no(_("Rehearse now? Ten seconds are recorded, sealed, played, checked and deleted."), true);
    });
    terminal::SetupGuide guide;
    if (!guide.run(steps, save) && !all_answered) {
      log::info(_("setup was left; what you answered is kept. To continue: earwitness setup"));
      return guide.is_interrupted() ? ExitCode::interrupted : ExitCode::done;
    }
    if (wants_rehearsal) rehearse(context, config);
  }
  save();
  print_result(config, path, options.json);
  return ExitCode::done;
}

}  // namespace

void add_setup(Command& program, Context& context) {
  auto options = std::make_shared<SetupOptions>();
  auto& setup = program.add_command("setup", _("Enter your name, choose and try your microphone"), "earwitness setup");
  setup.option("--name", &options->name, _("Your name, for the statement in each recording")).free_text();
  add_device(setup, options->device).note_whether_given(options->device_given);
  setup.option("--stamps", &options->stamps, _("When to ask for time stamps: during the recording, later, or none"),
               "during|later|none");
  setup.option("--tsa", &options->tsa, _("Address of a time-stamping authority; up to three"), "URL")
      .repeat(grammar::Repeats::by_option_dots);
  setup.flag("--yes", options->yes, _("State that you only record conversations that you take part in"));
  setup.flag("--no-test", options->no_test, _("Don't try the microphone"));
  add_json(setup, options->json);
  on_typed(setup, options, [&context](const SetupOptions& o) { return run_setup(context, o); });
}

}  // namespace earwitness::cli
