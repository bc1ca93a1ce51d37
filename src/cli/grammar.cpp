// SPDX-License-Identifier: MIT
#include "cli/grammar.hpp"

#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "cli/help_words.hpp"
#include "cli/version.hpp"

namespace earwitness::cli {

namespace {

constexpr const char* description =
    N_("Records a conversation that you take part in, so that anyone can check later that it is unchanged.");
constexpr const char* program_example = N_("Example:\n  earwitness start --title \"Review with my manager\"\n");
constexpr const char* every_command = N_("Every command");

void add_globals(CLI::App& app, Globals& globals) {
  app.add_option("--archive", globals.archive, _("Folder of all recordings ($EARWITNESS_ARCHIVE, else ~/earwitness)"))
      ->type_name("DIR")
      ->group(_(every_command));
  app.add_option("--config", globals.config, _("Settings to use"))->type_name("FILE")->group(_(every_command));
  app.add_flag("--no-config", globals.no_config, _("Go on without any settings"))->group(_(every_command));
  app.add_option("--lang", globals.language, _("Speak this language: en or nl (else as the config or the locale says)"))
      ->type_name("en|nl")
      ->group(_(every_command));
}

void add_commands(CLI::App& app, Context& context) {
  add_start(app, context);
  add_stop(app, context);
  add_mark(app, context);
  add_pause(app, context);
  add_resume(app, context);
  add_extend(app, context);
  add_status(app, context);
  add_setup(app, context);
  add_devices(app, context);
  add_list(app, context);
  add_rename(app, context);
  add_note(app, context);
  add_open(app, context);
  add_verify(app, context);
  add_doctor(app, context);
  add_recover(app, context);
  add_delete(app, context);
  add_keys(app, context);
  add_timestamp(app, context);
  add_play(app, context);
  add_transcript(app, context);
  add_excerpt(app, context);
  add_export(app, context);
  add_import(app, context);
  add_backup(app, context);
  add_report(app, context);
  add_demo(app, context);
  add_completion(app, context);
}

}  // namespace

CLI::App* add_command(CLI::App& app, Context& context, const char* name, const char* what, const char* an_example) {
  auto* command = app.add_subcommand(name, what);
  speak_help(*command);
  command->footer(tr("Example:\n  {}\n", an_example));
  add_globals(*command, context.globals);
  return command;
}

std::unique_ptr<CLI::App> make_grammar(Context& context) {
  auto app = std::make_unique<CLI::App>(_(description), "earwitness");
  app->require_subcommand(0, 1);  // a second command's name is a word of the first
  speak_help(*app);
  app->set_version_flag("--version", &version_text, _("Print the version and what is built in"));
  app->footer(_(program_example));
  add_globals(*app, context.globals);
  add_commands(*app, context);
  return app;
}

}  // namespace earwitness::cli
