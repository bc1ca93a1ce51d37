// SPDX-License-Identifier: MIT
#include "cli/help_words.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <string_view>

#include "base/translate.hpp"

namespace earwitness::cli {

namespace {

/// As CLI11's help has them.
constexpr std::array labels{N_("Usage"),       N_("OPTIONS"),     N_("Options"),     N_("SUBCOMMAND"),
                            N_("SUBCOMMANDS"), N_("Subcommands"), N_("Positionals"), N_("REQUIRED"),
                            N_("TEXT"),        N_("FLOAT"),       N_("UINT"),        N_("INT")};

/// The option or argument that the sentence begins with: `--max: 1 required TEXT missing`, `recording is required`.
std::string subject_of(std::string_view sentence) {
  return std::string(sentence.substr(0, sentence.find_first_of(": ")));
}

}  // namespace

void speak_help(CLI::App& app) {
  app.option_defaults()->group(_("Options"));
  if (app.get_parent() != nullptr) app.group(_("Subcommands"));
  app.set_help_flag("-h,--help", _("Print this help message and exit"));
  for (const auto* label : labels) app.get_formatter()->label(label, _(label));
}

std::string in_words(const CLI::ParseError& error) {
  const std::string english = error.what();
  if (base::language() == base::Language::english) return english;
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return tr("{} is missing", subject_of(english));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return tr("{} does not have as many values as it takes", subject_of(english));
  }
  if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr)
    return tr("{} needs another option", subject_of(english));
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
    return tr("{} can't go together with another option", subject_of(english));
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr)
    return _("a value is no number that fits its option");
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) {
    return tr("{} does not take that value", subject_of(english));
  }
  return _("these words make no command");
}

}  // namespace earwitness::cli
