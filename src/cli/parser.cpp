// SPDX-License-Identifier: MIT
#include "cli/parser.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::cli {

namespace {

/// Words of CLI11's help.
constexpr std::array help_labels{N_("Usage"),       N_("OPTIONS"),     N_("Options"),     N_("SUBCOMMAND"),
                                 N_("SUBCOMMANDS"), N_("Subcommands"), N_("Positionals"), N_("REQUIRED"),
                                 N_("TEXT"),        N_("FLOAT"),       N_("UINT"),        N_("INT")};

/// The grammar as CLI11 reads it, made anew for each command line.
class Parser {
 public:
  Parser(const Command& program, std::string (*version)()) : app_(program.what(), program.name()), version_(version) {
    app_.require_subcommand(0, 1);  // a second command's name is a word of the first
    build(app_, program);
  }

  CLI::App& app() { return app_; }

  [[nodiscard]] const CLI::App& app_of(const Command& command) const {
    for (const auto& [app, known] : commands_) {
      if (known == &command) return *app;
    }
    return app_;
  }

  /// The innermost command that was typed; the program itself where none was.
  [[nodiscard]] const Command& typed() const {
    const auto* app = &app_;
    for (auto below = app->get_subcommands(); !below.empty(); below = app->get_subcommands()) app = below.front();
    return *commands_.at(app);
  }

  /// Tells each option that wants to know whether it was given.
  void note_given() const {
    for (const auto& [option, built] : options_) {
      if (option->given != nullptr) *option->given = built->count() > 0;
    }
  }

  /// Puts lines in the place of `-`. A line for each, in the order of the words.
  void fill_in(const LineReader& read_line) const {
    std::map<const CLI::Option*, std::size_t> values_seen;
    for (const auto* built : app_of(typed()).parse_order()) {
      const auto known =
          std::find_if(options_.begin(), options_.end(), [&](const auto& pair) { return pair.second == built; });
      if (known == options_.end() || !known->first->is_free_text) continue;
      auto* value = value_of(known->first->target, values_seen[built]++);
      if (value == nullptr || *value != "-") continue;
      auto line = read_line();
      if (!line) {
        throw Error(ErrorKind::usage, known->first->name,
                    tr("- for {} is a line of standard input, and there is none", known->first->name),
                    _("type it and press Enter, or: echo TEXT | earwitness ..."));
      }
      *value = std::move(*line);
    }
  }

 private:
  /// The value at that place, where the target has one.
  static std::string* value_of(const Target& target, std::size_t place) {
    if (auto* const* list = std::get_if<std::vector<std::string>*>(&target)) {
      return place < (*list)->size() ? &(**list)[place] : nullptr;
    }
    auto* const* text = std::get_if<std::string*>(&target);
    return text != nullptr ? *text : nullptr;
  }

  void build(CLI::App& app, const Command& command) {
    commands_[&app] = &command;
    app.option_defaults()->group(title_of(OptionGroup::own));
    if (command.parent() != nullptr) app.group(_("Subcommands"));
    for (const auto* label : help_labels) app.get_formatter()->label(label, _(label));
    const auto note = command.standard_input_note();
    app.footer(note.empty() ? command.footer() : fmt::format("{}\n\n{}", note, command.footer()));
    for (const auto& option : command.options()) add(app, option);
    for (const auto& option : command.options()) {
      if (option.excluded != nullptr) options_.at(&option)->excludes(options_.at(option.excluded));
    }
    if (command.parent() != nullptr && !command.commands().empty()) app.require_subcommand(1);
    for (const auto& below : command.commands()) build(*app.add_subcommand(below->name(), below->what()), *below);
  }

  void add(CLI::App& app, const Option& option) {
    auto* built = std::visit([&](auto target) { return add_to(app, option, target); }, option.target);
    built->group(title_of(option.group));
    if (option.takes_value()) built->type_name(option.type);
    if (option.repeats == Repeats::by_option) built->expected(1)->take_all();
    if (option.repeats == Repeats::by_option_dots) built->allow_extra_args(false);
    if (option.is_required) built->required();
    if (option.is_positive) built->check(CLI::PositiveNumber);
    options_[&option] = built;
  }

  template <typename Value>
  static CLI::Option* add_to(CLI::App& app, const Option& option, Value* target) {
    return app.add_option(option.name, *target, option.meaning);
  }
  static CLI::Option* add_to(CLI::App& app, const Option& option, bool* target) {
    return app.add_flag(option.name, *target, option.meaning);
  }
  CLI::Option* add_to(CLI::App& app, const Option& option, std::monostate) const {
    if (option.is_named("--help")) return app.set_help_flag("-h,--help", option.meaning);
    return app.set_version_flag(option.name, version_, option.meaning);
  }

  CLI::App app_;
  std::string (*version_)();
  std::map<const CLI::App*, const Command*> commands_;
  std::map<const Option*, CLI::Option*> options_;
};

/// The option or argument that CLI11's sentence begins with: `--max: 1 required TEXT missing`, `recording is required`.
std::string subject_of(std::string_view sentence) {
  return std::string(sentence.substr(0, sentence.find_first_of(": ")));
}

template <typename Kind>
bool is_a(const CLI::ParseError& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

/// What is wrong, as a sentence. In English that is CLI11's own.
std::string in_words(const CLI::ParseError& error) {
  const std::string english = error.what();
  if (base::language() == base::Language::english) return english;
  if (is_a<CLI::RequiredError>(error)) return tr("{} is missing", subject_of(english));
  if (is_a<CLI::ArgumentMismatch>(error)) {
    return tr("{} does not have as many values as it takes", subject_of(english));
  }
  if (is_a<CLI::RequiresError>(error)) return tr("{} needs another option", subject_of(english));
  if (is_a<CLI::ExcludesError>(error)) {
    return tr("{} can't go together with another option", subject_of(english));
  }
  if (is_a<CLI::ConversionError>(error)) return _("a value is no number that fits its option");
  if (is_a<CLI::ValidationError>(error)) {
    return tr("{} does not take that value", subject_of(english));
  }
  return _("these words make no command");
}

/// The command of the program whose words could not be read, or the program itself.
const Command& outermost(const Command& typed) {
  const auto* command = &typed;
  while (command->parent() != nullptr && command->parent()->parent() != nullptr) command = command->parent();
  return *command;
}

std::string help_command(const Command& command) { return command.typed_name() + " --help"; }

/// The sentence, and the word of those that was meant.
std::string with_guess(const std::string& sentence, const std::string& typed, const std::vector<std::string>& known) {
  const auto meant = base::closest_word(typed, known);
  return meant.empty() ? sentence : tr("{}; did you mean {}?", sentence, meant);
}

Error unknown_word(const Command& command, const std::string& word) {
  const auto shown = base::printable(word);
  std::vector<std::string> known;
  if (word.starts_with('-')) {
    for (const auto* option : command.named_options()) known.push_back(option->name);
    const auto name = word.substr(0, word.find('='));
    return {ErrorKind::usage, word, with_guess(tr("there is no option {}", shown), name, known), help_command(command)};
  }
  if (command.parent() == nullptr) {
    for (const auto& below : command.commands()) known.push_back(below->name());
    return {ErrorKind::usage, word, with_guess(tr("there is no command {}", shown), word, known),
            help_command(command)};
  }
  return {ErrorKind::usage, word, tr("{} is one word too many", shown), help_command(command)};
}

std::string no_version() { return {}; }

}  // namespace

Reading read_words(const Command& program, std::span<const std::string> words, std::string (*version)(),
                   const LineReader& read_line) {
  Parser parser(program, version);
  auto& app = parser.app();
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 takes its words from the back
  } catch (const CLI::CallForHelp&) {
    return {nullptr, app.help()};
  } catch (const CLI::CallForVersion& asked) {
    return {nullptr, std::string(asked.what()) + "\n"};
  } catch (const CLI::ExtrasError&) {
    const auto left = app.remaining(/*recurse=*/true);
    throw unknown_word(outermost(parser.typed()), left.empty() ? std::string() : left.front());
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::usage, {}, in_words(error), help_command(outermost(parser.typed())));
  }
  parser.note_given();
  parser.fill_in(read_line);
  const auto& typed = parser.typed();
  return {typed.parent() == nullptr ? nullptr : &typed, {}};
}

std::string help_text(const Command& command) {
  const auto* program = &command;
  while (program->parent() != nullptr) program = program->parent();
  const auto parents = command.parent() == nullptr ? std::string() : command.parent()->typed_name();
  return Parser(*program, &no_version).app_of(command).help(parents);
}

}  // namespace earwitness::cli
