// SPDX-License-Identifier: MIT
#include "grammar/parser.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "grammar/help.hpp"

namespace earwitness::grammar {

namespace {

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
                    tr("- for {} reads a line of standard input, and there is none", known->first->name),
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
    for (const auto& option : command.options()) add(app, option);
    for (const auto& option : command.options()) {
      if (option.excluded != nullptr) options_.at(&option)->excludes(options_.at(option.excluded));
    }
    if (command.parent() != nullptr && !command.commands().empty()) app.require_subcommand(1);
    for (const auto& below : command.commands()) {
      auto& built = *app.add_subcommand(below->name(), below->what());
      for (const auto& other : below->aliases()) built.alias(other);
      build(built, *below);
    }
  }

  void add(CLI::App& app, const Option& option) {
    auto* built = std::visit([&](auto target) { return add_to(app, option, target); }, option.target);
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

/// The option or argument of the command with that name.
const Option* find_option(const Command& command, const std::string& name) {
  const auto& all = command.options();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Option& option) { return option.is_named(name); });
  return found == all.end() ? nullptr : &*found;
}

std::string last_word(const std::string& sentence) { return sentence.substr(sentence.find_last_of(' ') + 1); }

/// What is wrong, as a sentence: CLI11's own speak of a library's matters.
std::string in_words(const CLI::ParseError& error, const Command& typed) {
  const std::string english = error.what();
  const auto subject = subject_of(english);
  const auto* option = find_option(typed, subject);
  if (is_a<CLI::RequiredError>(error)) {
    return tr("{} is missing", option != nullptr ? option->shown_place() : std::string(_("COMMAND")));
  }
  if (is_a<CLI::ArgumentMismatch>(error)) {
    if (option == nullptr || !option->takes_value()) return tr("{} takes no value", subject);
    return tr("{} needs a value: {} {}", subject, subject, option->shown_type());
  }
  if (is_a<CLI::ExcludesError>(error)) {
    return tr("{} and {} can't be used together", subject, last_word(english));
  }
  if (is_a<CLI::ConversionError>(error)) {  // `Could not convert: --rate = fast`
    const auto begin = english.find(": ");
    const auto equals = english.find(" = ");
    if (begin != std::string::npos && equals != std::string::npos && begin < equals) {
      return tr("{} {} is not a number that can be used", english.substr(begin + 2, equals - begin - 2),
                base::printable(english.substr(equals + 3)));
    }
    return _("This is not a number that can be used");
  }
  if (is_a<CLI::ValidationError>(error) && option != nullptr && option->is_positive) {
    return tr("{} needs a number above 0", subject);
  }
  return tr("{} does not take that value", base::printable(subject));
}

/// The command of the program whose words could not be read, or the program itself.
const Command& outermost(const Command& typed) {
  const auto* command = &typed;
  while (command->parent() != nullptr && command->parent()->parent() != nullptr) command = command->parent();
  return *command;
}

std::string help_command(const Command& command) { return command.typed_name() + " --help"; }

/// The sentence, and the word of those that was meant.
std::string with_guess(const std::string& sentence, const std::string& meant) {
  return meant.empty() ? sentence : tr("{}; did you mean {}?", sentence, meant);
}

/// What was meant by a word that is the beginning of one command's name, or resembles one or what others call it.
std::string meant_command(const Command& program, const std::string& word) {
  constexpr std::size_t min_beginning = 2;
  std::vector<std::string> known;
  std::vector<std::string> begun;
  for (const auto& command : program.commands()) {
    known.push_back(command->name());
    known.insert(known.end(), command->aliases().begin(), command->aliases().end());
    if (word.size() >= min_beginning && command->name().starts_with(word)) begun.push_back(command->name());
  }
  if (begun.size() == 1) return begun.front();
  const auto* meant = program.find_command(base::closest_word(word, known));
  return meant == nullptr ? std::string() : meant->name();
}

Error unknown_word(const Command& command, const std::string& word) {
  const auto shown = base::printable(word);
  if (word.starts_with('-')) {
    std::vector<std::string> known;
    for (const auto* option : command.named_options()) known.push_back(option->name);
    const auto name = word.substr(0, word.find('='));
    return {ErrorKind::usage, word, with_guess(tr("there is no option {}", shown), base::closest_word(name, known)),
            help_command(command)};
  }
  if (command.parent() == nullptr) {
    return {ErrorKind::usage, word, with_guess(tr("there is no command {}", shown), meant_command(command, word)),
            help_command(command)};
  }
  return {ErrorKind::usage, word, tr("unexpected argument: {}", shown), help_command(command)};
}

/// The argument that took the word before those that are too many, where it is one text.
const std::string* last_text(const Command& command) {
  const std::string* last = nullptr;
  for (const auto& option : command.options()) {
    const auto* const* text = std::get_if<std::string*>(&option.target);
    if (option.is_positional && text != nullptr && !(*text)->empty()) last = *text;
  }
  return last;
}

/// What is one name to a person is several words to a shell: how it is typed. Empty where that is not it.
std::string in_one_word(const Command& command, const std::vector<std::string>& left) {
  const auto* first = last_text(command);
  if (first == nullptr) return {};
  auto name = *first;
  for (const auto& word : left) {
    if (word.starts_with('-')) return {};
    name += " " + word;
  }
  std::error_code unseen;
  const bool is_recording = find_option(command, "recording") != nullptr;
  if (!is_recording && !std::filesystem::exists(name, unseen)) return {};
  return fmt::format("{} \"{}\"", command.typed_name(), base::printable(name));
}

Error too_many_words(const Command& command, const std::vector<std::string>& left) {
  const auto as_typed = in_one_word(command, left);
  if (as_typed.empty()) return unknown_word(outermost(command), left.empty() ? std::string() : left.front());
  return {ErrorKind::usage, left.front(),
          tr("unexpected argument: {}; a name with blanks goes between quotes", base::printable(left.front())),
          as_typed};
}

/// `earwitness help start` is `earwitness start --help`.
std::vector<std::string> without_help_word(const Command& program, std::span<const std::string> words) {
  std::vector<std::string> read(words.begin(), words.end());
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i] == "help") {
      read.erase(read.begin() + static_cast<std::ptrdiff_t>(i));
      read.emplace_back("--help");
      break;
    }
    if (!read[i].starts_with('-')) break;
    const auto* option = find_option(program, read[i]);
    if (option != nullptr && option->takes_value()) ++i;
  }
  return read;
}

}  // namespace

Reading read_words(const Command& program, std::span<const std::string> words, std::string (*version)(),
                   const LineReader& read_line) {
  Parser parser(program, version);
  auto& app = parser.app();
  auto read = without_help_word(program, words);
  try {
    std::reverse(read.begin(), read.end());  // CLI11 takes its words from the back
    app.parse(std::move(read));
  } catch (const CLI::CallForHelp&) {
    const auto left = app.remaining(/*recurse=*/true);
    if (parser.typed().parent() == nullptr && !left.empty()) throw unknown_word(program, left.front());
    return {nullptr, help_text(parser.typed(), help_columns())};
  } catch (const CLI::CallForVersion& asked) {
    return {nullptr, std::string(asked.what()) + "\n"};
  } catch (const CLI::ExtrasError&) {
    const auto left = app.remaining(/*recurse=*/true);
    throw too_many_words(parser.typed(), left);
  } catch (const CLI::ParseError& error) {
    const auto& typed = parser.typed();
    throw Error(
        ErrorKind::usage, {}, in_words(error, typed),
        is_a<CLI::RequiredError>(error) && typed.commands().empty() ? typed.usage() : help_command(outermost(typed)));
  }
  parser.note_given();
  parser.fill_in(read_line);
  const auto& typed = parser.typed();
  return {typed.parent() == nullptr ? nullptr : &typed, {}};
}

}  // namespace earwitness::grammar
