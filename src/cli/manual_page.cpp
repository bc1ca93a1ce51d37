// SPDX-License-Identifier: MIT
#include "cli/manual_page.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <span>

#include "base/translate.hpp"
#include "cli/context.hpp"
#include "cli/grammar.hpp"
#include "cli/manual_words.hpp"
#include "cli/roff.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::cli {

namespace {

using Options = std::vector<const CLI::Option*>;

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

Options positionals_of_page(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

Options options_of_group(const CLI::App& app, const std::string& group) {
  return app.get_options(
      [&](const CLI::Option* option) { return option->nonpositional() && option->get_group() == group; });
}

/// `earwitness-keys`, and `earwitness` for the program.
std::string page_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : page_name(*app.get_parent()) + "-" + app.get_name();
}

/// What is typed: `earwitness keys rotate`.
std::string typed_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : typed_name(*app.get_parent()) + " " + app.get_name();
}

std::string reference(const std::string& page) { return roff_bold(page) + "(1)"; }

/// As the help shows it, in the language of the page: `TEXT` is `TEKST`.
std::string value_name(const CLI::App& app, const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  return app.get_formatter()->get_label(option.get_type_name());
}

std::string positional_usage(const CLI::Option& option) {
  const auto shown = roff_italic(option.get_name(/*positional=*/true)) +
                     (option.get_items_expected_max() > 1 ? std::string(" ...") : std::string());
  return option.get_required() ? shown : "[" + shown + "]";
}

std::string usage(const CLI::App& app) {
  auto shown = roff_bold(typed_name(app)) + fmt::format(" [{}]", roff_italic(_("OPTIONS")));
  for (const auto* option : positionals_of_page(app)) shown += " " + positional_usage(*option);
  return shown;
}

std::string option_term(const CLI::App& app, const CLI::Option& option) {
  std::string shown;
  for (const auto& name : option.get_snames()) shown += roff_bold("-" + name) + ", ";
  for (const auto& name : option.get_lnames()) shown += roff_bold("--" + name) + ", ";
  shown.resize(shown.size() - 2);
  const auto value = value_name(app, option);
  return value.empty() ? shown : shown + " " + roff_italic(value);
}

void write_entries(Roff& roff, std::span<const ManualEntry> entries) {
  for (const auto& entry : entries) roff.entry(roff_bold(entry.term), roff_text(_(entry.meaning)));
}

void write_options(Roff& roff, const CLI::App& app, const Options& options) {
  for (const auto* option : options) roff.entry(option_term(app, *option), roff_text(option->get_description()));
}

void write_positionals(Roff& roff, const CLI::App& app) {
  for (const auto* option : positionals_of_page(app)) {
    roff.entry(roff_italic(option->get_name(/*positional=*/true)), roff_text(option->get_description()));
  }
}

void write_head(Roff& roff, const CLI::App& app) {
  auto sentence = app.get_description();
  if (sentence.ends_with('.')) sentence.pop_back();
  roff.section(_("NAME"));
  roff.line(fmt::format("{} \\- {}", page_name(app), roff_text(sentence)));
  roff.section(_("SYNOPSIS"));
}

/// The lines of the help's end, without the one that says what they are.
void write_example(Roff& roff, const CLI::App& app) {
  const auto footer = app.get_footer();
  std::string lines;
  for (auto at = footer.find('\n'); at != std::string::npos && at + 1 < footer.size();) {
    const auto end = std::min(footer.find('\n', at + 1), footer.size());
    const auto line = footer.substr(at + 1, end - at - 1);
    lines += line.substr(std::min(line.find_first_not_of(' '), line.size())) + "\n";
    at = end;
  }
  if (!lines.empty()) roff.verbatim(lines);
}

void write_own_options(Roff& roff, const CLI::App& app) {
  write_positionals(roff, app);
  write_options(roff, app, options_of_group(app, _("Options")));
}

/// The other groups of options, such as those of every command.
void write_more_options(Roff& roff, const CLI::App& app) {
  for (const auto& group : app.get_groups()) {
    if (group.empty() || group == _("Options")) continue;
    roff.subsection(group);
    write_options(roff, app, options_of_group(app, group));
  }
}

std::string program_page(const CLI::App& app, Roff roff) {
  write_head(roff, app);
  roff.line(fmt::format("{} [{}] {} ...", roff_bold(app.get_name()), roff_italic(_("OPTIONS")),
                        roff_italic(_("SUBCOMMAND"))));
  roff.section(_("DESCRIPTION"));
  roff.line(roff_text(app.get_description()));
  roff.line(
      roff_text(_("It needs no setup: `earwitness start` records until Ctrl-C and seals what it recorded, and "
                  "`earwitness verify` checks it. Each command has a page of its own.")));
  roff.section(_("COMMANDS"));
  for (const auto* command : commands_of(app)) {
    roff.entry(reference(page_name(*command)), roff_text(command->get_description()));
  }
  roff.section(_("OPTIONS"));
  write_own_options(roff, app);
  write_more_options(roff, app);
  roff.section(_("EXIT STATUS"));
  write_entries(roff, exit_codes());
  roff.section(_("ENVIRONMENT"));
  write_entries(roff, environment_variables());
  roff.section(_("FILES"));
  write_entries(roff, files_of_the_user());
  roff.section(_("EXAMPLES"));
  write_example(roff, app);
  roff.section(_("SEE ALSO"));
  roff.line(roff_bold("flac") + "(1), " + roff_bold("sha256sum") + "(1), " + roff_bold("openssl") + "(1ssl)");
  return roff.text();
}

std::string command_page(const CLI::App& command, Roff roff) {
  const auto parts = commands_of(command);
  write_head(roff, command);
  if (parts.empty()) roff.line(usage(command));
  for (const auto* part : parts) {
    if (part != parts.front()) roff.line_break();
    roff.line(usage(*part));
  }
  if (!parts.empty()) roff.section(_("COMMANDS"));
  for (const auto* part : parts) {
    roff.subsection(typed_name(*part));
    roff.line(roff_text(part->get_description()));
    write_own_options(roff, *part);
  }
  roff.section(_("OPTIONS"));
  write_own_options(roff, command);
  write_more_options(roff, command);
  roff.section(_("EXAMPLES"));
  write_example(roff, command);
  roff.section(_("EXIT STATUS"));
  roff.line(roff_text(_("0 where it is done; the page of `earwitness` has the others.")));
  roff.section(_("SEE ALSO"));
  roff.line(reference("earwitness"));
  return roff.text();
}

}  // namespace

std::vector<ManualPage> manual_pages(const std::string& date) {
  Context context{os::posix_file_system(), os::posix_clock(), {}, {}};
  const auto app = make_grammar(context);
  const auto begin = [&](const CLI::App& of) {
    return Roff(page_name(of), date, "earwitness " EARWITNESS_VERSION, _("Manual of earwitness"));
  };
  std::vector<ManualPage> pages{{page_name(*app), program_page(*app, begin(*app))}};
  for (const auto* command : commands_of(*app)) {
    pages.push_back({page_name(*command), command_page(*command, begin(*command))});
  }
  return pages;
}

}  // namespace earwitness::cli
