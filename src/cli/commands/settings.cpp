// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/only_own.hpp"
#include "grammar/help.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/streams.hpp"
#include "terminal/columns.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct SettingsOptions {
  std::string name;
  std::vector<std::string> words;
  bool unset = false;
  bool json = false;
};

/// What a setting is now, and who says so.
struct Effective {
  settings::ShownSetting setting;
  std::string value;
  const char* source;  ///< `file`, `option`, `environment`, `default`, as scripts read it
};

std::string words_of_source(const std::string& source) {
  if (source == "file") return _("settings file");
  if (source == "option") return _("from the command line");
  if (source == "environment") return _("from the environment");
  return _("default");
}

Effective effective(const Context& context, settings::ShownSetting setting) {
  const auto& globals = context.globals;
  if (setting.name == "archive" && !globals.archive.empty()) return {std::move(setting), globals.archive, "option"};
  if (setting.name == "language" && !globals.language.empty()) return {std::move(setting), globals.language, "option"};
  const auto named = os::environment("EARWITNESS_ARCHIVE");
  if (setting.name == "archive" && named && !named->empty()) return {std::move(setting), *named, "environment"};
  if (!setting.value.empty()) return {setting, setting.value, "file"};
  auto standard = setting.standard;
  return {std::move(setting), std::move(standard), "default"};
}

std::vector<Effective> all_settings(const Context& context, const Config& config) {
  std::vector<Effective> all;
  for (auto& setting : settings::show_settings(config)) all.push_back(effective(context, std::move(setting)));
  return all;
}

void print_settings(const std::vector<Effective>& settings) {
  const auto column = 2 + terminal::widest(settings, [](const Effective& one) { return one.setting.name; });
  const auto columns = grammar::help_columns();
  std::string text;
  for (const auto& one : settings) {
    const auto value = base::printable(fmt::format("{} ({})", one.value, words_of_source(one.source)));
    text += terminal::wrapped(terminal::padded(one.setting.name, column) + value, columns, column) + "\n";
    text += terminal::wrapped(std::string(column, ' ') + one.setting.meaning, columns, column) + "\n";
  }
  os::write_output(text);
}

json::Value to_json(const std::vector<Effective>& settings) {
  auto list = json::Value::array();
  for (const auto& one : settings) {
    list.push_back({{"name", one.setting.name},
                    {"value", json::text_or_null(one.setting.value)},
                    {"source", one.source},
                    {"meaning", one.setting.meaning}});
  }
  return list;
}

void refuse_bare_number(const std::string& name, const std::string& typed) {
  const bool is_length = name == "max" || name == "remind_after" || name == "stamp_every";
  if (!is_length || !lacks_unit(typed) || typed == "0" || !base::parse_duration(typed)) return;
  throw Error(ErrorKind::usage, name, tr("{} {} has no unit", name, typed),
              tr("earwitness settings {0} {1}m   or: earwitness settings {0} {1}s", name, typed));
}

/// A folder or file is kept with its whole path, as the settings count wherever one is.
std::string whole_path(const std::string& name, const std::string& typed) {
  const bool is_path = name == "archive" || (name == "tsa_roots" && typed != "system");
  if (!is_path || typed.empty() || typed.starts_with("~/")) return typed;
  return std::filesystem::absolute(typed).lexically_normal().string();
}

void change(const Context& context, const SettingsOptions& options) {
  const auto path = context::config_path(context);
  if (const auto doubt = context::doubt_about(path); !doubt.reason.empty()) {
    throw Error(ErrorKind::usage, path.string(), doubt.reason, doubt.next);
  }
  const auto typed = joined(options.words);
  if (options.unset) return settings::change_setting(context.fs, path, options.name, std::nullopt);
  refuse_bare_number(options.name, typed);
  settings::change_setting(context.fs, path, options.name, whole_path(options.name, typed));
}

ExitCode run_settings(Context& context, const SettingsOptions& options) {
  if (options.unset && (options.name.empty() || !options.words.empty())) {
    throw Error(ErrorKind::usage, {}, _("--unset needs the name of a setting, and no value"),
                "earwitness settings max --unset");
  }
  if (options.unset || !options.words.empty()) change(context, options);
  context.globals.lenient = true;  // what can't be read is told, and the rest shown
  const auto path = context::config_path(context);
  auto settings = all_settings(context, context::load_config(context));
  if (!options.name.empty()) {
    std::erase_if(settings, [&](const Effective& one) { return one.setting.name != options.name; });
    if (settings.empty()) (void)settings::changed_config_text({}, options.name, std::nullopt);  // throws: there is none
  }
  if (options.json) {
    print_json(document_of("settings", {{"path", path.string()}, {"settings", to_json(settings)}}));
    return ExitCode::done;
  }
  if (options.name.empty()) print_line(tr("settings file: {}", path.string()));
  print_settings(settings);
  return ExitCode::done;
}

}  // namespace

void add_settings(Command& program, Context& context) {
  auto options = std::make_shared<SettingsOptions>();
  auto& settings = program.add_command("settings", _("Show the settings, or change one"),
                                       "earwitness settings\n  earwitness settings max 3h");
  settings.positional("setting", &options->name, _("The name of a setting; without one, all are shown"));
  settings.positional("value", &options->words, _("Its new value")).free_text();
  settings.flag("--unset", options->unset, _("Remove it from the settings file, so that the default counts"));
  add_json(settings, options->json);
  on_typed(settings, options, [&context](const SettingsOptions& o) { return run_settings(context, o); });
}

}  // namespace earwitness::cli
