// SPDX-License-Identifier: MIT
#include "grammar/grammar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/translate.hpp"

namespace earwitness::grammar {

namespace {

constexpr std::array translated_types{N_("TEXT"),       N_("NUMBER"),  N_("FILE"),    N_("DIR"),     N_("TIME"),
                                      N_("TIME-TIME"),  N_("NAME"),    N_("WORD"),    N_("COMMAND"), N_("FINGERPRINT"),
                                      N_("WHEN"),       N_("WHO"),     N_("MINUTES"), N_("TITLE"),   N_("RECORDING"),
                                      N_("RECORDINGS"), N_("SETTING"), N_("VALUE"),   N_("URL"),     N_("DISPLAY"),
                                      recording_type,   N_("DEVICE")};

std::string translated(const std::string& type) {
  const auto known = std::find(translated_types.begin(), translated_types.end(), type);
  return known == translated_types.end() ? type : _(*known);
}

std::string type_of(const Target& target) {
  const bool is_number = std::holds_alternative<int*>(target) ||
                         std::holds_alternative<std::optional<std::uint16_t>*>(target) ||
                         std::holds_alternative<std::optional<std::uint32_t>*>(target);
  return is_number ? "NUMBER" : "TEXT";
}

Option value_option(std::string name, Target into, std::string meaning, std::string type) {
  Option option;
  option.name = std::move(name);
  option.meaning = std::move(meaning);
  option.type = type.empty() ? type_of(into) : std::move(type);
  option.target = into;
  if (std::holds_alternative<std::vector<std::string>*>(into)) option.repeats = Repeats::by_word;
  return option;
}

Option bare_flag(std::string name, std::string short_name, std::string meaning) {
  Option option;
  option.name = std::move(name);
  option.short_name = std::move(short_name);
  option.meaning = std::move(meaning);
  return option;
}

}  // namespace

Option& Option::require() {
  is_required = true;
  return *this;
}

Option& Option::require_positive() {
  is_positive = true;
  return *this;
}

Option& Option::free_text() {
  is_free_text = true;
  return *this;
}

Option& Option::repeat(Repeats how) {
  repeats = how;
  return *this;
}

Option& Option::exclude(const Option& other) {
  excluded = &other;
  return *this;
}

Option& Option::note_whether_given(bool& into) {
  given = &into;
  return *this;
}

std::string Option::shown_type() const { return translated(type); }

std::string Option::shown_place() const {
  const bool is_any_text =
      type == "TEXT" || type == recording_type || type == "BINNED" || type == "DEVICE" || type == "NUMBER";
  if (!is_any_text) return shown_type();
  auto capitals = name;
  for (char& c : capitals) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return translated(capitals);
}

Command::Command(std::string name, std::string what, std::string footer)
    : name_(std::move(name)), what_(std::move(what)), footer_(std::move(footer)) {
  add(bare_flag("--help", "-h", _("Show this help")));
}

Command& Command::add_command(std::string name, std::string what, const std::string& example) {
  auto& command = *commands_.emplace_back(
      std::make_unique<Command>(std::move(name), std::move(what), tr("Example:\n  {}\n", example)));
  command.parent_ = this;
  for (const auto& option : options_) {
    if (option.group == OptionGroup::every_command) command.options_.push_back(option);
  }
  return command;
}

Option& Command::add(Option option) { return options_.emplace_back(std::move(option)); }

Option& Command::flag(std::string name, bool& into, std::string meaning) {
  auto& option = add(bare_flag(std::move(name), {}, std::move(meaning)));
  option.target = &into;
  return option;
}

Option& Command::option(std::string name, Target into, std::string meaning, std::string type) {
  return add(value_option(std::move(name), into, std::move(meaning), std::move(type)));
}

Option& Command::positional(std::string name, Target into, std::string meaning, std::string type) {
  auto& option = add(value_option(std::move(name), into, std::move(meaning), std::move(type)));
  option.is_positional = true;
  return option;
}

Option& Command::version_flag(std::string meaning) { return add(bare_flag("--version", {}, std::move(meaning))); }

Command& Command::put_into(CommandGroup group, bool is_first) {
  group_ = group;
  is_first_ = is_first;
  return *this;
}

Command& Command::also_called(std::vector<std::string> others) {
  aliases_ = std::move(others);
  return *this;
}

std::string Command::usage() const {
  auto line = typed_name();
  if (!commands_.empty()) line += fmt::format(" {}", _("COMMAND"));
  for (const auto* place : positionals()) {
    const auto shown = place->shown_place() + (place->takes_many_words() ? " ..." : "");
    line += place->is_required ? " " + shown : " [" + shown + "]";
  }
  return line + fmt::format(" [{}]", _("OPTIONS"));
}

std::string Command::standard_input_note() const {
  std::vector<std::string> names;
  for (const auto& option : options_) {
    if (option.is_free_text) names.push_back(option.is_positional ? option.shown_place() : option.name);
  }
  if (names.empty()) return {};
  return tr(
      "Give - for {}, and the text is read from a line of standard input: other users of this computer can see the "
      "words of a command.",
      fmt::format("{}", fmt::join(names, ", ")));
}

const Command* Command::find_command(const std::string& name) const {
  const auto is_it = [&](const auto& command) {
    const auto& others = command->aliases();
    return command->name() == name || std::find(others.begin(), others.end(), name) != others.end();
  };
  const auto found = std::find_if(commands_.begin(), commands_.end(), is_it);
  return found == commands_.end() ? nullptr : found->get();
}

std::vector<const Option*> Command::positionals() const {
  std::vector<const Option*> found;
  for (const auto& option : options_) {
    if (option.is_positional) found.push_back(&option);
  }
  return found;
}

std::vector<const Option*> Command::named_options() const {
  std::vector<const Option*> found;
  for (const auto& option : options_) {
    if (!option.is_positional) found.push_back(&option);
  }
  return found;
}

std::string Command::typed_name() const { return parent_ == nullptr ? name_ : parent_->typed_name() + " " + name_; }

std::string title_of(CommandGroup group) {
  switch (group) {
    case CommandGroup::before:
      return _("Before");
    case CommandGroup::during:
      return _("During");
    case CommandGroup::after:
      return _("After");
    case CommandGroup::to_hand_over:
      return _("To hand over");
    case CommandGroup::to_keep:
      return _("To keep");
  }
  return {};
}

std::string title_of(OptionGroup group) { return group == OptionGroup::own ? _("Options") : _("Every command"); }

}  // namespace earwitness::grammar
