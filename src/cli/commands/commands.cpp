// SPDX-License-Identifier: MIT
#include "cli/commands/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness::cli {

namespace {

constexpr const char* description =
    N_("Records a conversation that you take part in, so that anyone can check later that it is unchanged.");
constexpr const char* program_example =
    N_("Example:\n  earwitness start Review with my manager\n  earwitness help start\n");

/// A command, where it stands in the program's help, and what else people type for it.
struct Placed {
  void (*add)(Command& program, Context& context);
  grammar::CommandGroup group;
  bool is_first;  ///< one of the few that are shown with what they do
  std::vector<std::string> aliases;
};

const std::vector<Placed>& listed_commands() {
  using enum grammar::CommandGroup;
  static const std::vector<Placed> commands{
      {&add_setup, before, true, {"init", "configure"}},
      {&add_doctor, before, true, {"test"}},
      {&add_devices, before, false, {"microphones", "mics"}},
      {&add_settings, before, false, {"config", "preferences", "instellingen"}},
      {&add_demo, before, false, {}},
      {&add_completion, before, false, {}},
      {&add_start, during, true, {"record", "rec", "new", "opnemen"}},
      {&add_stop, during, true, {"end", "finish", "stoppen"}},
      {&add_mark, during, false, {"bookmark"}},
      {&add_pause, during, false, {}},
      {&add_resume, during, false, {"continue", "unpause"}},
      {&add_extend, during, false, {"longer"}},
      {&add_status, during, false, {}},
      {&add_list, after, true, {"ls", "recordings", "find", "search", "lijst"}},
      {&add_verify, after, true, {"check"}},
      {&add_play, after, false, {"listen"}},
      {&add_transcript, after, false, {"transcribe"}},
      {&add_note, after, false, {"notes"}},
      {&add_rename, after, false, {"title", "mv"}},
      {&add_open, after, false, {"show"}},
      {&add_import, after, false, {"add"}},
      {&add_recover, after, false, {"repair", "rescue"}},
      {&add_timestamp, to_keep, false, {"stamp"}},
      {&add_export, to_hand_over, true, {"zip", "share"}},
      {&add_report, to_hand_over, true, {}},
      {&add_excerpt, to_hand_over, false, {"cut", "clip", "redact"}},
      {&add_backup, to_keep, true, {"save"}},
      {&add_keys, to_keep, false, {"key"}},
      {&add_delete, to_keep, false, {"rm", "remove", "del"}},
      {&add_undelete, to_keep, false, {"bin", "trash"}},
  };
  return commands;
}

void add_globals(Command& program, grammar::Globals& globals) {
  program
      .option("--archive", &globals.archive,
              _("Folder with all recordings ($EARWITNESS_ARCHIVE, otherwise ~/earwitness)"), "DIR")
      .group = grammar::OptionGroup::every_command;
  program.option("--config", &globals.config, _("Use this settings file"), "FILE").group =
      grammar::OptionGroup::every_command;
  program.flag("--no-config", globals.no_config, _("Ignore the settings file")).group =
      grammar::OptionGroup::every_command;
  program
      .option("--lang", &globals.language, _("Language: en or nl (otherwise that of the settings or the system)"),
              "en|nl")
      .group = grammar::OptionGroup::every_command;
}

}  // namespace

std::unique_ptr<Command> make_grammar(Context& context) {
  auto program = std::make_unique<Command>("earwitness", _(description), _(program_example));
  program->version_flag(_("Show the version and what is built in"));
  add_globals(*program, context.globals);
  for (const auto& command : listed_commands()) {
    command.add(*program, context);
    program->commands().back()->put_into(command.group, command.is_first).also_called(command.aliases);
  }
  return program;
}

void add_json(Command& command, bool& json) { command.flag("--json", json, _("Output as JSON")); }

void add_recording(Command& command, std::string& word) {
  command
      .positional("recording", &word, _("Folder of a recording, or a name that `earwitness list` shows"),
                  grammar::recording_type)
      .free_text()
      .require();
}

void add_own_recording(Command& command, std::string& word) {
  command
      .positional("recording", &word, _("A name that `earwitness list` shows, or its folder"), grammar::recording_type)
      .free_text()
      .require();
}

void add_recordings(Command& command, std::vector<std::string>& words) {
  command
      .positional("recordings", &words, _("Folders of recordings, or names that `earwitness list` shows"),
                  grammar::recording_type)
      .free_text();
}

Option& add_device(Command& command, std::string& device) {
  return command.option("--device", &device, _("Microphone, by a name that `earwitness devices` lists"), "DEVICE");
}

void add_passphrase_file(Command& command, std::string& file) {
  command.option("--passphrase-file", &file, _("Read the passphrase from the first line of this file"), "FILE");
}

void add_tsa_roots(Command& command, std::vector<std::string>& files) {
  command.option("--tsa-root", &files,
                 _("PEM file with the root of a time-stamping authority that you trust, or: system; may be repeated"),
                 "FILE");
}

void add_crls(Command& command, std::vector<std::string>& files) {
  command
      .option(
          "--crl", &files,
          _("Revocation list (CRL) of an authority, so that its time stamps are checked against it; may be repeated"),
          "FILE")
      .repeat(grammar::Repeats::by_option_dots);
}

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

bool lacks_unit(std::string_view length) {
  return !length.empty() && length.back() >= '0' && length.back() <= '9' && length.find(':') == std::string_view::npos;
}

std::chrono::seconds parse_minutes(const std::string& word, std::string_view text, std::chrono::seconds least,
                                   std::chrono::seconds most) {
  const bool is_bare =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto length = base::parse_duration(is_bare ? std::string(text) + "m" : std::string(text));
  if (length && *length >= least && *length <= most) return *length;
  throw Error(ErrorKind::usage, word, tr("{} {} is not a length of time that can be used", word, base::printable(text)),
              tr("write minutes, such as: {} 45   or a length, such as: {} 1h30m", word, word));
}

Track parse_track(std::string_view text) {
  if (text.empty()) return Track::only;
  for (const auto track : {Track::near, Track::far}) {
    if (text == to_string(track)) return track;
  }
  throw Error(ErrorKind::usage, "--track", tr("{} is not a side of a call", base::printable(text)),
              _("--track near is you, --track far is the other side"));
}

}  // namespace earwitness::cli
