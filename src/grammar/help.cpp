// SPDX-License-Identifier: MIT
#include "grammar/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/translate.hpp"
#include "os/terminal.hpp"
#include "terminal/columns.hpp"

namespace earwitness::grammar {

namespace {

constexpr std::size_t max_help_columns = 100;
constexpr std::size_t min_help_columns = 20;
constexpr std::size_t widest_term = 24;  // a longer one has a line of its own

/// A term, and what it means beside it, from that column on.
std::string entry(const std::string& term, const std::string& meaning, std::size_t column, std::size_t columns) {
  const auto at = std::min(column, columns / 2);
  auto line = terminal::padded("  " + term, at);
  const bool fits_beside = terminal::columns_of(line) == at && terminal::columns_of("  " + term) + 2 <= at;
  if (!fits_beside) line = terminal::wrapped("  " + term, columns, 4) + "\n" + std::string(at, ' ');
  // Wrapped on its own, as what stands before it may be wide or a line of its own.
  return line + terminal::wrapped(std::string(at, ' ') + meaning, columns, at).substr(at) + "\n";
}

std::string help_term(const Option& option) {
  if (option.is_positional) return option.shown_place();
  auto term = option.short_name.empty() ? option.name : fmt::format("{}, {}", option.short_name, option.name);
  if (option.takes_value()) term += " " + option.shown_type();
  if (option.takes_value() && option.is_repeatable()) term += " ...";
  return term;
}

std::string help_meaning(const Option& option) {
  return option.excluded == nullptr ? option.meaning
                                    : tr("{} (not together with {})", option.meaning, option.excluded->name);
}

std::string list_of(const std::vector<const Option*>& options, std::size_t columns) {
  std::string lines;
  for (const auto* option : options) {
    lines += entry(help_term(*option), help_meaning(*option), widest_term + 4, columns);
  }
  return lines;
}

/// Each line on its own; indented ones are typed as they stand.
std::string footer_of(const Command& command, std::size_t columns) {
  std::string lines;
  std::string_view rest = command.footer();
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    lines += (line.starts_with(' ') ? std::string(line) : terminal::wrapped(line, columns)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return lines;
}

std::vector<const Option*> named_of(const Command& command, OptionGroup group) {
  auto options = command.named_options();
  std::erase_if(options, [&](const Option* option) { return option->group != group; });
  return options;
}

std::string usage_line(const Command& command, std::size_t columns) {
  return terminal::wrapped(tr("Usage: {}", command.usage()), columns, 7) + "\n";
}

std::string command_help(const Command& command, std::size_t columns) {
  auto text = terminal::wrapped(command.what(), columns) + "\n" + usage_line(command, columns) + "\n";
  if (const auto places = command.positionals(); !places.empty()) text += list_of(places, columns) + "\n";
  for (const auto& below : command.commands()) text += entry(below->name(), below->what(), widest_term, columns);
  if (!command.commands().empty()) text += "\n";
  for (const auto group : {OptionGroup::own, OptionGroup::every_command}) {
    text += fmt::format("{}:\n{}\n", title_of(group), list_of(named_of(command, group), columns));
  }
  if (const auto note = command.standard_input_note(); !note.empty()) text += terminal::wrapped(note, columns) + "\n\n";
  return text + footer_of(command, columns);
}

std::string group_help(const Command& program, CommandGroup group, std::size_t columns) {
  constexpr std::size_t title_width = 15;
  constexpr std::size_t name_width = 12;
  std::string lines;
  std::string others;
  const auto begin = [&] { return terminal::padded(lines.empty() ? title_of(group) : std::string(), title_width); };
  for (const auto& command : program.commands()) {
    if (command->group() != group) continue;
    if (!command->is_first_of_group()) {
      others += (others.empty() ? "" : ", ") + command->name();
      continue;
    }
    const auto head = begin() + terminal::padded(command->name(), name_width);
    lines += terminal::wrapped(head + command->what(), columns, title_width + name_width) + "\n";
  }
  if (!others.empty()) lines += terminal::wrapped(begin() + tr("and {}", others), columns, title_width) + "\n";
  return lines;
}

std::string program_help(const Command& program, std::size_t columns) {
  auto text = terminal::wrapped(program.what(), columns) + "\n" + usage_line(program, columns) + "\n";
  for (const auto group : {CommandGroup::before, CommandGroup::during, CommandGroup::after, CommandGroup::to_hand_over,
                           CommandGroup::to_keep}) {
    text += group_help(program, group, columns);
  }
  return text + "\n" + footer_of(program, columns);
}

}  // namespace

std::string help_text(const Command& command, std::size_t columns) {
  return command.parent() == nullptr ? program_help(command, columns) : command_help(command, columns);
}

std::size_t help_columns() {
  constexpr std::size_t standard = 80;
  for (const auto stream : {os::Stream::output, os::Stream::errors}) {
    if (!os::is_terminal(stream)) continue;
    return std::clamp(static_cast<std::size_t>(std::max(os::terminal_size(stream).columns, 1)), min_help_columns,
                      max_help_columns);
  }
  return standard;
}

}  // namespace earwitness::grammar
