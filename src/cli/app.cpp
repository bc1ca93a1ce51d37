// SPDX-License-Identifier: MIT
#include "cli/app.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/completion.hpp"
#include "cli/grammar.hpp"
#include "cli/help_words.hpp"
#include "cli/language.hpp"
#include "cli/output.hpp"
#include "os/environment.hpp"
#include "os/streams.hpp"

namespace earwitness::cli {

namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

/// The sentence, and the word of those that was meant.
std::string with_guess(const std::string& sentence, const std::string& typed, const std::vector<std::string>& known) {
  const auto meant = base::closest_word(typed, known);
  return meant.empty() ? sentence : tr("{}; did you mean {}?", sentence, meant);
}

/// The command whose words could not be read, or the program itself.
const CLI::App& active(const CLI::App& app) {
  const auto typed = app.get_subcommands();
  return typed.empty() ? app : *typed.front();
}

std::string help_command(const CLI::App& app) {
  const auto& command = active(app);
  return &command == &app ? std::string("earwitness --help") : fmt::format("earwitness {} --help", command.get_name());
}

Error unknown_word(const CLI::App& app) {
  const auto& command = active(app);
  const auto left = app.remaining(/*recurse=*/true);
  const auto word = left.empty() ? std::string() : left.front();
  const auto shown = base::printable(word);
  if (word.starts_with('-')) {
    const auto name = word.substr(0, word.find('='));
    return {ErrorKind::usage, word, with_guess(tr("there is no option {}", shown), name, option_names(command)),
            help_command(app)};
  }
  if (&command == &app) {
    return {ErrorKind::usage, word, with_guess(tr("there is no command {}", shown), word, command_names(app)),
            help_command(app)};
  }
  return {ErrorKind::usage, word, tr("{} is one word too many", shown), help_command(app)};
}

/// CLI11 takes its words from the back.
void read_words(CLI::App& app, std::span<const std::string> words) {
  app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
}

}  // namespace

ExitCode run_words(std::span<const std::string> words, Context& context) {
  if (!words.empty() && words.front() == "__complete") {
    os::write_output(answer_shell(words.subspan(1), context));
    return ExitCode::done;
  }
  const auto grammar = make_grammar(context);
  auto& app = *grammar;
  try {
    read_words(app, words);
  } catch (const CLI::CallForHelp&) {
    os::write_output(app.help());
    return ExitCode::done;
  } catch (const CLI::CallForVersion& version) {
    os::write_output(std::string(version.what()) + "\n");
    return ExitCode::done;
  } catch (const CLI::ExtrasError&) {
    throw unknown_word(app);
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::usage, {}, in_words(error), help_command(app));
  }
  if (const auto& language = context.globals.language; !language.empty() && !base::to_language(language)) {
    throw Error(ErrorKind::usage, language, tr("this program does not speak {}", base::printable(language)),
                _("--lang en, or --lang nl"));
  }
  if (context.command) return context.command();
  os::write_message(app.help());
  return ExitCode::usage;
}

int run(int argc, const char* const* argv) noexcept {
  try {
    open_messages();
    Context context{os::posix_file_system(), os::posix_clock(), {}, {}};
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    base::set_language(choose_language(words, &os::environment, context.fs));
    return static_cast<int>(run_words(words, context));
  } catch (const std::exception& error) {
    return static_cast<int>(report(error));
  } catch (...) {
    return static_cast<int>(ExitCode::bug);
  }
}

}  // namespace earwitness::cli
