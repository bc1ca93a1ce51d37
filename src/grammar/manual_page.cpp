// SPDX-License-Identifier: MIT
#include "grammar/manual_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/translate.hpp"
#include "earwitness/version.hpp"
#include "grammar/roff.hpp"

namespace earwitness::grammar {

namespace {

// What a manual page says and no command's help does. In English; shown by _().
struct ManualEntry {
  const char* term;
  const char* meaning;
};

constexpr std::array exit_codes{
    ManualEntry{"0", N_("Done; for `verify`: unchanged.")},
    ManualEntry{"1", N_("`verify`: altered, damaged or missing content, and so `excerpt` and `export` of it; after "
                        "`start` and `stop`: what was sealed did not pass its check.")},
    ManualEntry{"2", N_("Usage: a word, an option, or settings that make no sense.")},
    ManualEntry{"3", N_("`verify`: not sealed, or something that was required could not be confirmed.")},
    ManualEntry{"4", N_("No such recording, not a recording, a format version that this build does not know; nothing "
                        "to stop.")},
    ManualEntry{"5", N_("The environment: no microphone, a full disk, no permission, another recording that runs, not "
                        "started by a person, a signing key that can't be used.")},
    ManualEntry{"70", N_("A bug.")},
    ManualEntry{"130",
                N_("`start`: a third Ctrl-C before the seal was done; `recover` makes a sealed recording of what "
                   "is on the disk.")}};

constexpr std::array environment_variables{
    ManualEntry{"EARWITNESS_ARCHIVE", N_("Folder of all recordings, where `--archive` does not name one.")},
    ManualEntry{"XDG_CONFIG_HOME", N_("It holds the settings (~/.config).")},
    ManualEntry{"XDG_DATA_HOME", N_("It holds the signing key (~/.local/share).")},
    ManualEntry{"XDG_RUNTIME_DIR", N_("It holds the socket by which a running recording is stopped.")},
    ManualEntry{"LC_ALL, LC_MESSAGES, LANG, LANGUAGE",
                N_("The language of messages, where neither `--lang` nor the settings name one.")},
    ManualEntry{"VISUAL, EDITOR", N_("The editor that `transcript` opens.")},
    ManualEntry{"NO_COLOR", N_("No colours, whatever its value.")},
    ManualEntry{"SSH_CONNECTION", N_("`start` is refused: whoever types it over SSH may not be in the room.")}};

constexpr std::array files_of_the_user{
    ManualEntry{"~/earwitness/", N_("The recordings, each in a folder of its own, and the archive's ledger.")},
    ManualEntry{"~/.config/earwitness/config.toml", N_("The settings, which `setup` writes.")},
    ManualEntry{"~/.config/earwitness/known-keys", N_("Keys of others, which `keys trust` made known.")},
    ManualEntry{"~/.local/share/earwitness/keys/signing-key.pem",
                N_("The key that signs recordings. Keep a copy elsewhere, made by `keys backup`.")}};

using Options = std::vector<const Option*>;

Options options_of_group(const Command& command, OptionGroup group) {
  auto options = command.named_options();
  std::erase_if(options, [&](const Option* option) { return option->group != group; });
  return options;
}

/// `earwitness-keys`, and `earwitness` for the program.
std::string page_name(const Command& command) {
  return command.parent() == nullptr ? command.name() : page_name(*command.parent()) + "-" + command.name();
}

std::string reference(const std::string& page) { return roff_bold(page) + "(1)"; }

std::string positional_usage(const Option& option) {
  const auto shown =
      roff_italic(option.shown_place()) + (option.takes_many_words() ? std::string(" ...") : std::string());
  return option.is_required ? shown : "[" + shown + "]";
}

std::string usage(const Command& command) {
  auto shown = roff_bold(command.typed_name());
  for (const auto* option : command.positionals()) shown += " " + positional_usage(*option);
  return shown + fmt::format(" [{}]", roff_italic(_("OPTIONS")));
}

std::string option_term(const Option& option) {
  const auto names =
      (option.short_name.empty() ? std::string() : roff_bold(option.short_name) + ", ") + roff_bold(option.name);
  return option.takes_value() ? names + " " + roff_italic(option.shown_type()) : names;
}

void write_entries(Roff& roff, std::span<const ManualEntry> entries) {
  for (const auto& entry : entries) roff.entry(roff_bold(entry.term), roff_text(_(entry.meaning)));
}

void write_options(Roff& roff, const Options& options) {
  for (const auto* option : options) roff.entry(option_term(*option), roff_text(option->meaning));
}

void write_positionals(Roff& roff, const Command& command) {
  for (const auto* option : command.positionals())
    roff.entry(roff_italic(option->shown_place()), roff_text(option->meaning));
}

void write_head(Roff& roff, const Command& command) {
  auto sentence = command.what();
  if (sentence.ends_with('.')) sentence.pop_back();
  roff.section(_("NAME"));
  roff.line(fmt::format("{} \\- {}", page_name(command), roff_text(sentence)));
  roff.section(_("SYNOPSIS"));
}

/// The lines of the help's end, without the one that says what they are.
void write_example(Roff& roff, const Command& command) {
  const auto& footer = command.footer();
  std::string lines;
  for (auto at = footer.find('\n'); at != std::string::npos && at + 1 < footer.size();) {
    const auto end = std::min(footer.find('\n', at + 1), footer.size());
    const auto line = footer.substr(at + 1, end - at - 1);
    lines += line.substr(std::min(line.find_first_not_of(' '), line.size())) + "\n";
    at = end;
  }
  if (!lines.empty()) roff.verbatim(lines);
}

void write_standard_input_note(Roff& roff, const Command& command) {
  if (const auto note = command.standard_input_note(); !note.empty()) roff.line(roff_text(note));
}

void write_own_options(Roff& roff, const Command& command) {
  write_positionals(roff, command);
  write_options(roff, options_of_group(command, OptionGroup::own));
  write_standard_input_note(roff, command);
}

void write_options_of_every_command(Roff& roff, const Command& command) {
  roff.subsection(title_of(OptionGroup::every_command));
  write_options(roff, options_of_group(command, OptionGroup::every_command));
}

std::string program_page(const Command& command, Roff roff) {
  write_head(roff, command);
  roff.line(fmt::format("{} {} [{}]", roff_bold(command.name()), roff_italic(_("COMMAND")), roff_italic(_("OPTIONS"))));
  roff.section(_("DESCRIPTION"));
  roff.line(roff_text(command.what()));
  roff.line(
      roff_text(_("It needs no setup: `earwitness start` records until Ctrl-C and seals what it recorded, and "
                  "`earwitness verify` checks it. Each command has a page of its own.")));
  roff.section(_("COMMANDS"));
  for (const auto group : {CommandGroup::before, CommandGroup::during, CommandGroup::after, CommandGroup::to_hand_over,
                           CommandGroup::to_keep}) {
    roff.subsection(title_of(group));
    for (const auto& below : command.commands()) {
      if (below->group() == group) roff.entry(reference(page_name(*below)), roff_text(below->what()));
    }
  }
  roff.section(_("OPTIONS"));
  write_own_options(roff, command);
  write_options_of_every_command(roff, command);
  roff.section(_("EXIT STATUS"));
  write_entries(roff, exit_codes);
  roff.section(_("ENVIRONMENT"));
  write_entries(roff, environment_variables);
  roff.section(_("FILES"));
  write_entries(roff, files_of_the_user);
  roff.section(_("EXAMPLES"));
  write_example(roff, command);
  roff.section(_("SEE ALSO"));
  roff.line(roff_bold("flac") + "(1), " + roff_bold("sha256sum") + "(1), " + roff_bold("openssl") + "(1ssl)");
  return roff.text();
}

std::string command_page(const Command& command, Roff roff) {
  const auto& parts = command.commands();
  write_head(roff, command);
  if (parts.empty()) roff.line(usage(command));
  for (const auto& part : parts) {
    if (part != parts.front()) roff.line_break();
    roff.line(usage(*part));
  }
  if (!parts.empty()) roff.section(_("COMMANDS"));
  for (const auto& part : parts) {
    roff.subsection(part->typed_name());
    roff.line(roff_text(part->what()));
    write_own_options(roff, *part);
  }
  roff.section(_("OPTIONS"));
  write_own_options(roff, command);
  write_options_of_every_command(roff, command);
  roff.section(_("EXAMPLES"));
  write_example(roff, command);
  roff.section(_("EXIT STATUS"));
  roff.line(roff_text(_("0 where it is done; the page of `earwitness` has the others.")));
  roff.section(_("SEE ALSO"));
  roff.line(reference("earwitness"));
  return roff.text();
}

}  // namespace

std::vector<ManualPage> manual_pages(const Command& program, const std::string& date) {
  const auto begin = [&](const Command& of) {
    return Roff(page_name(of), date, "earwitness " EARWITNESS_VERSION, _("Manual of earwitness"));
  };
  std::vector<ManualPage> pages{{page_name(program), program_page(program, begin(program))}};
  for (const auto& command : program.commands()) {
    pages.push_back({page_name(*command), command_page(*command, begin(*command))});
  }
  return pages;
}

}  // namespace earwitness::grammar
