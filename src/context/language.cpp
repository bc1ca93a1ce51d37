// SPDX-License-Identifier: MIT
#include "context/language.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "context/context.hpp"
#include "context/only_own.hpp"
#include "os/clock.hpp"
#include "os/environment.hpp"
#include "settings/config.hpp"

namespace earwitness::context {

namespace {

/// What stands behind an option, as `--lang nl` or `--lang=nl`; the last one counts, as it does for the parser.
std::string value_of(std::span<const std::string> words, const std::string& option) {
  std::string value;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == option && i + 1 < words.size()) value = words[i + 1];
    if (words[i].starts_with(option + "=")) value = words[i].substr(option.size() + 1);
  }
  return value;
}

bool has(std::span<const std::string> words, const char* option) {
  return std::find(words.begin(), words.end(), option) != words.end();
}

std::optional<base::Language> language_of_config(const grammar::Globals& globals, os::FileSystem& fs) {
  try {
    const Context context{fs, os::posix_clock(), globals};
    if (!is_only_own_quietly(config_path(context))) return std::nullopt;  // said later, once the language is known
    const auto config = load_config(context);
    return config.language ? base::to_language(*config.language) : std::nullopt;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

base::Language wished_language(const grammar::Globals& globals, const Environment& environment, os::FileSystem& fs) {
  if (const auto said = base::to_language(globals.language)) return *said;
  if (const auto set = language_of_config(globals, fs)) return *set;
  return language_of_locale(environment);
}

}  // namespace

base::Language language_of_locale(const Environment& environment) {
  std::string locale;
  for (const char* name : std::array{"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto value = environment(name); locale.empty() && value) locale = *value;
  }
  if (locale.empty() || locale == "C" || locale == "POSIX") return base::Language::english;
  const auto liked = environment("LANGUAGE").value_or("");
  for (std::string_view left = liked; !left.empty();) {
    const auto end = std::min(left.find(':'), left.size());
    if (const auto language = base::to_language(left.substr(0, end))) return *language;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return base::to_language(locale).value_or(base::Language::english);
}

base::Language choose_language(std::span<const std::string> words, const Environment& environment, os::FileSystem& fs) {
  if (has(words, "--json")) return base::Language::english;
  grammar::Globals globals;
  globals.config = value_of(words, "--config");
  globals.no_config = has(words, "--no-config");
  globals.language = value_of(words, "--lang");
  return wished_language(globals, environment, fs);
}

base::Language language_of_pages(const Context& context) {
  return wished_language(context.globals, &os::environment, context.fs);
}

}  // namespace earwitness::context
