// SPDX-License-Identifier: MIT
#include "cli/commands/commands.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness::cli {

namespace {

constexpr const char* description =
    N_("Records a conversation that you take part in, so that anyone can check later that it is unchanged.");
constexpr const char* program_example = N_("Example:\n  earwitness start --title \"Review with my manager\"\n");

void add_globals(Command& program, Globals& globals) {
  program
      .option("--archive", &globals.archive, _("Folder of all recordings ($EARWITNESS_ARCHIVE, else ~/earwitness)"),
              "DIR")
      .group = OptionGroup::every_command;
  program.option("--config", &globals.config, _("Settings to use"), "FILE").group = OptionGroup::every_command;
  program.flag("--no-config", globals.no_config, _("Go on without any settings")).group = OptionGroup::every_command;
  program
      .option("--lang", &globals.language, _("Speak this language: en or nl (else as the config or the locale says)"),
              "en|nl")
      .group = OptionGroup::every_command;
}

}  // namespace

std::unique_ptr<Command> make_grammar(Context& context) {
  auto program = std::make_unique<Command>("earwitness", _(description), _(program_example));
  program->version_flag(_("Print the version and what is built in"));
  add_globals(*program, context.globals);
  for (const auto add :
       {&add_start,   &add_stop,    &add_mark,   &add_pause,  &add_resume,    &add_extend, &add_status,
        &add_setup,   &add_devices, &add_list,   &add_rename, &add_note,      &add_open,   &add_verify,
        &add_doctor,  &add_recover, &add_delete, &add_keys,   &add_timestamp, &add_play,   &add_transcript,
        &add_excerpt, &add_export,  &add_import, &add_backup, &add_report,    &add_demo,   &add_completion}) {
    add(*program, context);
  }
  return program;
}

void add_json(Command& command, bool& json) { command.flag("--json", json, _("Print one JSON document")); }

void add_recording(Command& command, std::string& word) {
  command
      .positional("recording", &word, _("Folder of a recording, or a name that `earwitness list` shows"), "PATH|NAME")
      .free_text()
      .require();
}

void add_own_recording(Command& command, std::string& word) {
  command.positional("recording", &word, _("A name that `earwitness list` shows, or its folder"), "PATH|NAME")
      .free_text()
      .require();
}

void add_recordings(Command& command, std::vector<std::string>& words) {
  command
      .positional("recordings", &words, _("Folders of recordings, or names that `earwitness list` shows"), "PATH|NAME")
      .free_text();
}

Option& add_device(Command& command, std::string& device) {
  return command.option("--device", &device, _("Microphone, by a name that `earwitness devices` lists"));
}

void add_passphrase_file(Command& command, std::string& file) {
  command.option("--passphrase-file", &file, _("Take the passphrase from this file's first line"), "FILE");
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
      .repeat(Repeats::by_option_dots);
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

}  // namespace earwitness::cli
