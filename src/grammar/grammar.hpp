// SPDX-License-Identifier: MIT
//
// A grammar: the commands of a program, what each takes, and the words that tell of it, in the language that the
// program speaks. A command declares itself here in plain types. The words of a command line (`parser.hpp`), `--help`,
// the manual pages and completion are all made from this model, so that none of them can say something else. One
// thread.
//
// What a value is stands in its type: `PATH|NAME` is a recording, `FILE` and `DIR` are paths, and lower-case words
// between bars, as in `en|nl`, are all that it can be.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/translate.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::grammar {

/// The type of a recording's name or folder, which completion knows.
inline constexpr const char* recording_type = N_("PATH|NAME");

/// Where the value of an option is put. It outlives the grammar.
using Target = std::variant<std::monostate, bool*, int*, std::string*, std::optional<std::uint16_t>*,
                            std::optional<std::uint32_t>*, std::vector<std::string>*>;

/// How often an option takes a value.
enum class Repeats {
  never,
  by_option,       ///< `--with A --with B`
  by_option_dots,  ///< the same, and the help shows dots behind its type
  by_word          ///< `--tsa-root A B`, too; dots as well
};

/// When one needs a command: its group in the program's help.
enum class CommandGroup { before, during, after, to_hand_over, to_keep };

/// Which lines of the help it stands among.
enum class OptionGroup { own, every_command };

/// An option, a flag, or an argument that is known by its place.
struct Option {
  std::string name;        ///< `--json`; of an argument `recording`
  std::string short_name;  ///< `-h`; mostly empty
  std::string meaning;
  std::string type;  ///< `TEXT`, as the help shows it in English; empty: it takes no value
  Target target;     ///< none: `--help` and `--version`
  bool is_positional = false;
  bool is_required = false;
  bool is_positive = false;   ///< a number above 0
  bool is_free_text = false;  ///< words of a person; `-` in their place is a line of standard input
  Repeats repeats = Repeats::never;
  OptionGroup group = OptionGroup::own;
  const Option* excluded = nullptr;
  bool* given = nullptr;  ///< whether it was given, whatever its value

  Option& require();
  Option& require_positive();
  /// A title, a name, a note: what others should not read in the list of processes, where each word of a command
  /// stands.
  Option& free_text();
  Option& repeat(Repeats how);
  /// Not together with that one, of the same command.
  Option& exclude(const Option& other);
  Option& note_whether_given(bool& into);

  [[nodiscard]] bool takes_value() const { return !type.empty(); }
  /// Whether its name may be given again.
  [[nodiscard]] bool is_repeatable() const { return repeats != Repeats::never; }
  [[nodiscard]] bool takes_many_words() const {
    return repeats == Repeats::by_option_dots || repeats == Repeats::by_word;
  }
  [[nodiscard]] bool is_named(const std::string& word) const { return word == name || word == short_name; }
  /// The type in the language that the program speaks: `TEXT` is `TEKST`.
  [[nodiscard]] std::string shown_type() const;
  /// What stands in its place in a usage line, in capitals: `RECORDING`, `DIR`; of words that are all that it can be,
  /// these: `bash|zsh|fish`. For an argument that is known by its place.
  [[nodiscard]] std::string shown_place() const;
};

/// A command, or the program itself. Its options are in the order in which they were declared, `--help` first.
class Command {
 public:
  /// The program. `footer` are the last lines of its help.
  Command(std::string name, std::string what, std::string footer);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  /// A command of this one, with the options that every command takes, and an example as the last lines of its help.
  /// What has commands of its own does nothing without one of them, unless it is the program.
  Command& add_command(std::string name, std::string what, const std::string& example);

  Option& flag(std::string name, bool& into, std::string meaning);
  Option& option(std::string name, Target into, std::string meaning, std::string type = {});
  Option& positional(std::string name, Target into, std::string meaning, std::string type = {});
  Option& version_flag(std::string meaning);
  /// Where it stands in the program's help: with what it does, if `is_first`, else with its name alone.
  Command& put_into(CommandGroup group, bool is_first);
  /// Other words that people type for it; they are understood, and shown nowhere.
  Command& also_called(std::vector<std::string> others);
  /// What it does, once all words were read.
  void on_typed(std::function<terminal::ExitCode()> run) { run_ = std::move(run); }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& what() const { return what_; }
  [[nodiscard]] const std::string& footer() const { return footer_; }
  [[nodiscard]] CommandGroup group() const { return group_; }
  [[nodiscard]] bool is_first_of_group() const { return is_first_; }
  [[nodiscard]] const std::vector<std::string>& aliases() const { return aliases_; }
  /// How it is typed: `earwitness rename RECORDING TITLE [OPTIONS]`.
  [[nodiscard]] std::string usage() const;
  /// A sentence on what `-` is, with the options that take it; empty where none does.
  [[nodiscard]] std::string standard_input_note() const;
  [[nodiscard]] const Command* parent() const { return parent_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Command>>& commands() const { return commands_; }
  [[nodiscard]] const Command* find_command(const std::string& name) const;
  [[nodiscard]] const std::deque<Option>& options() const { return options_; }
  [[nodiscard]] std::vector<const Option*> positionals() const;
  /// Those that begin with a dash.
  [[nodiscard]] std::vector<const Option*> named_options() const;
  /// What is typed: `earwitness keys rotate`.
  [[nodiscard]] std::string typed_name() const;
  [[nodiscard]] terminal::ExitCode run() const { return run_(); }

 private:
  Option& add(Option option);

  std::string name_;
  std::string what_;
  std::string footer_;
  const Command* parent_ = nullptr;
  std::vector<std::unique_ptr<Command>> commands_;
  std::deque<Option> options_;
  std::vector<std::string> aliases_;
  CommandGroup group_ = CommandGroup::after;
  bool is_first_ = false;
  std::function<terminal::ExitCode()> run_;
};

/// The title of a group of commands, as the help shows it.
[[nodiscard]] std::string title_of(CommandGroup group);
/// The title of a group of options, as the help shows it.
[[nodiscard]] std::string title_of(OptionGroup group);

}  // namespace earwitness::grammar
