// SPDX-License-Identifier: MIT
#include "context/language.hpp"

#include <map>

#include "settings/config.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using base::Language;

namespace {

context::Environment environment(std::map<std::string, std::string> variables) {
  return [variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

Language of_locale(std::map<std::string, std::string> variables) {
  return context::language_of_locale(environment(std::move(variables)));
}

Language chosen(std::vector<std::string> words, std::map<std::string, std::string> variables = {}) {
  return context::choose_language(words, environment(std::move(variables)), os::posix_file_system());
}

}  // namespace

TEST_CASE("language: the locale's variables in gettext's order") {
  CHECK(of_locale({}) == Language::english);
  CHECK(of_locale({{"LANG", "nl_NL.UTF-8"}}) == Language::dutch);
  CHECK(of_locale({{"LANG", "fr_FR.UTF-8"}}) == Language::english);
  CHECK(of_locale({{"LC_ALL", "en_US.UTF-8"}, {"LANG", "nl_NL.UTF-8"}}) == Language::english);
  CHECK(of_locale({{"LC_MESSAGES", "nl_BE"}, {"LANG", "en_US.UTF-8"}}) == Language::dutch);
  CHECK(of_locale({{"LANG", "en_US.UTF-8"}, {"LANGUAGE", "fr:nl:en"}}) == Language::dutch);
  CHECK(of_locale({{"LANG", "nl_NL.UTF-8"}, {"LANGUAGE", "en:nl"}}) == Language::english);
  CHECK(of_locale({{"LANG", "C"}, {"LANGUAGE", "nl"}}) == Language::english);
  CHECK(of_locale({{"LANGUAGE", "nl"}}) == Language::english);
}

TEST_CASE("language: the word, then the config, then the locale; English for a script's json") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "config.toml";
  settings::Config config;
  config.language = "nl";
  settings::write_config(os::posix_file_system(), file, config);
  const std::string with = "--config=" + file.string();
  CHECK(chosen({"list", "--no-config"}) == Language::english);
  CHECK(chosen({"list", "--no-config"}, {{"LANG", "nl_NL.UTF-8"}}) == Language::dutch);
  CHECK(chosen({"list", with}) == Language::dutch);
  CHECK(chosen({"list", "--config", file.string()}) == Language::dutch);
  CHECK(chosen({"--lang", "en", "list", with}) == Language::english);
  CHECK(chosen({"--no-config", "list", "--lang=nl"}) == Language::dutch);
  CHECK(chosen({"list", "--lang", "nl", "--json"}, {{"LANG", "nl_NL.UTF-8"}}) == Language::english);
}

TEST_CASE("language: what makes no sense is left to whoever reads it, in the locale's language") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "config.toml";
  os::replace(os::posix_file_system(), file, "language = \"klingon\"\n");
  CHECK(chosen({"list", "--config", file.string()}, {{"LANG", "nl_NL.UTF-8"}}) == Language::dutch);
  CHECK(chosen({"list", "--config", (folder.path() / "none").string()}) == Language::english);
  CHECK(chosen({"list", "--lang", "xx", "--no-config"}, {{"LANG", "nl_NL.UTF-8"}}) == Language::dutch);
}
