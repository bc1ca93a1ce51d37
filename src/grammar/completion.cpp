// SPDX-License-Identifier: MIT
#include "grammar/completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace earwitness::grammar {

namespace {

/// The words that a type such as `en|nl` allows; none where it names a kind of value.
std::vector<std::string> values_of(const Option& option) {
  const auto& type = option.type;
  const auto is_ours = [](char c) { return c == '|' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (type.find('|') == std::string::npos || !std::all_of(type.begin(), type.end(), is_ours)) return {};
  std::vector<std::string> values;
  for (std::size_t at = 0; at <= type.size();) {
    const auto end = std::min(type.find('|', at), type.size());
    values.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return values;
}

/// Goes through the words before the cursor, as the parser would.
class Walk {
 public:
  explicit Walk(const Command& program) : command_(&program) {}

  void take(const std::string& word) {
    if (waiting_ != nullptr) {
      value(*waiting_, word);
      waiting_ = nullptr;
    } else if (word == "--" && !only_positionals_) {
      only_positionals_ = true;
    } else if (word.size() > 1 && word.front() == '-' && !only_positionals_) {
      take_option(word);
    } else if (const auto* command = positionals_ == 0 ? command_->find_command(word) : nullptr) {
      command_ = command;
    } else {
      ++positionals_;
    }
  }

  [[nodiscard]] const Command& command() const { return *command_; }
  [[nodiscard]] const Globals& globals() const { return globals_; }
  [[nodiscard]] bool takes_options() const { return !only_positionals_; }
  [[nodiscard]] bool takes_command() const { return positionals_ == 0; }
  /// The option whose value comes next.
  [[nodiscard]] const Option* waiting() const { return waiting_; }
  [[nodiscard]] bool is_given(const Option& option) const { return given_.contains(&option); }

  /// The argument that comes next; nothing where there are enough.
  [[nodiscard]] const Option* positional() const {
    const auto all = command_->positionals();
    if (all.empty()) return nullptr;
    if (positionals_ < all.size()) return all[positionals_];
    return all.back()->takes_many_words() ? all.back() : nullptr;
  }

  [[nodiscard]] const Option* option_of(const std::string& name) const {
    const auto& all = command_->options();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Option& option) { return option.is_named(name); });
    return found == all.end() ? nullptr : &*found;
  }

 private:
  void take_option(const std::string& word) {
    const auto equals = word.find('=');
    const auto* option = option_of(word.substr(0, equals));
    if (option == nullptr) return;
    given_.insert(option);
    if (option->is_named("--no-config")) globals_.no_config = true;
    if (equals != std::string::npos) {
      value(*option, word.substr(equals + 1));
    } else if (option->takes_value()) {
      waiting_ = option;
    }
  }

  void value(const Option& option, const std::string& word) {
    if (option.is_named("--archive")) globals_.archive = word;
    if (option.is_named("--config")) globals_.config = word;
  }

  const Command* command_;
  const Option* waiting_ = nullptr;
  std::set<const Option*> given_;
  std::size_t positionals_ = 0;
  bool only_positionals_ = false;
  Globals globals_;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\n\t")); }

/// Names that begin with what was typed; else the one name of which it is a part, as it is understood in a command.
std::vector<Candidate> fitting(const std::vector<std::string>& names, const std::string& typed) {
  std::vector<Candidate> begin;
  std::vector<Candidate> hold;
  for (const auto& name : names) {
    if (name.starts_with(typed)) {
      begin.push_back({name, {}});
    } else if (name.find(typed) != std::string::npos) {
      hold.push_back({name, {}});
    }
  }
  return begin.empty() && hold.size() == 1 ? hold : begin;
}

/// `before` stands in front of the value in the same word, as `--lang=` does.
Completion value_completion(const Option& option, const std::string& before, const std::string& typed,
                            const Globals& globals, const Names& names) {
  Completion completion;
  const auto& type = option.type;
  if (type == recording_type) {
    completion = {Completes::recordings, {}};
    if (typed.find('/') == std::string::npos) completion.candidates = fitting(names(Named::recordings, globals), typed);
  } else if (type == "BINNED") {
    completion.candidates = fitting(names(Named::in_bin, globals), typed);
  } else if (type == "DEVICE") {
    completion.candidates = fitting(names(Named::devices, globals), typed);
    for (auto& candidate : completion.candidates) candidate.word = before + candidate.word;
  } else if (type == "FILE") {
    completion.kind = Completes::files;
  } else if (type == "DIR") {
    completion.kind = Completes::folders;
  }
  for (const auto& value : values_of(option)) {
    if (value.starts_with(typed)) completion.candidates.push_back({before + value, {}});
  }
  return completion;
}

void add_options(const Walk& walk, const std::string& typed, Completion& completion) {
  for (const auto* option : walk.command().named_options()) {
    if (walk.is_given(*option) && !option->is_repeatable()) continue;
    if (option->name.starts_with(typed)) completion.candidates.push_back({option->name, first_line(option->meaning)});
  }
}

void add_commands_of(const Command& of, const std::string& typed, Completion& completion) {
  for (const auto& command : of.commands()) {
    if (!command->name().starts_with(typed)) continue;
    completion.candidates.push_back({command->name(), first_line(command->what())});
  }
}

Completion option_completion(const Walk& walk, const std::string& typed, const Names& names) {
  const auto equals = typed.find('=');
  Completion completion;
  if (equals == std::string::npos) {
    add_options(walk, typed, completion);
  } else if (const auto* option = walk.option_of(typed.substr(0, equals))) {
    return value_completion(*option, typed.substr(0, equals + 1), typed.substr(equals + 1), walk.globals(), names);
  }
  return completion;
}

}  // namespace

Completion complete(const Command& program, std::span<const std::string> words, const Names& names) {
  if (words.empty()) return {};
  Walk walk(program);
  for (const auto& word : words.first(words.size() - 1)) walk.take(word);
  const auto& typed = words.back();
  if (walk.waiting() != nullptr) return value_completion(*walk.waiting(), {}, typed, walk.globals(), names);
  if (typed.starts_with('-') && walk.takes_options()) return option_completion(walk, typed, names);
  if (const auto* positional = walk.positional()) {
    return value_completion(*positional, {}, typed, walk.globals(), names);
  }
  Completion completion;
  if (walk.takes_command()) add_commands_of(walk.command(), typed, completion);
  if (completion.candidates.empty() && walk.takes_options()) add_options(walk, typed, completion);
  return completion;
}

std::string completion_text(const Completion& completion) {
  static constexpr const char* kinds[] = {"words", "recordings", "files", "folders"};
  std::string text = fmt::format("{}\n", kinds[static_cast<std::size_t>(completion.kind)]);
  for (const auto& [word, meaning] : completion.candidates) {
    text += fmt::format("{}{}{}\n", word, meaning.empty() ? "" : "\t", meaning);
  }
  return text;
}

}  // namespace earwitness::grammar
