// SPDX-License-Identifier: MIT
//
// Messages in the language of whoever reads them. Sources hold English; src/po holds the others, in gettext's files
// (msgid, msgstr), which msgfmt compiles and the build puts into the program. So a language needs neither installed
// files nor a generated locale: glibc's own gettext() answers nothing but English where only C.UTF-8 exists.
//
//   _("the microphone is muted")                          a text as it stands
//   tr("cannot open {}", path)                            a sentence with places, checked by fmt at compile time
//   trn("{} file is missing", "{} files are missing", n)  by number; n is {0}, what comes after it {1}, {2} ...
//   N_("the microphone is muted")                         marks a constant that is shown by _() later
//   pgettext("of a file", "open")                         a word that means two things
//
// All of them are named in tests/house/translations_test.py, which fails on what nl.po lacks. A translation that can't
// be formatted is replaced by the English one: a message never fails for its language.
//
// What is read by machines stays English: journals, bags and the names of settings never go through here, and with
// --json the program speaks English (cli/language.hpp). Any thread may call these. A program chooses the language once,
// before there is a second thread; InLanguage chooses another one for one thread.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "earwitness/language.hpp"

namespace earwitness::base {

using earwitness::InLanguage;
using earwitness::Language;

/// Of all threads that have no InLanguage of their own.
void set_language(Language language) noexcept;
/// This thread's.
[[nodiscard]] Language language() noexcept;

/// `en` or `nl`, and a locale's name: `nl_NL.UTF-8`, `nl-BE`, `C`. Nothing for a language that isn't spoken here.
[[nodiscard]] std::optional<Language> to_language(std::string_view name) noexcept;
[[nodiscard]] const char* to_string(Language language) noexcept;

/// The translation of a message with its context (may be empty); nothing in English and where there is none.
[[nodiscard]] const char* find_translation(std::string_view context, std::string_view message) noexcept;
/// The same for a message with a plural, by number.
[[nodiscard]] const char* find_translation(std::string_view singular, std::string_view plural,
                                           std::uint64_t number) noexcept;

/// `translation`, or `english` where it is null or can't be formatted.
[[nodiscard]] std::string format_translation(const char* translation, fmt::string_view english, fmt::format_args args);

}  // namespace earwitness::base

namespace earwitness {

[[nodiscard]] inline const char* _(const char* english) noexcept {
  const auto* translation = base::find_translation({}, english);
  return translation == nullptr ? english : translation;
}

[[nodiscard]] inline const char* pgettext(const char* context, const char* english) noexcept {
  const auto* translation = base::find_translation(context, english);
  return translation == nullptr ? english : translation;
}

// Not for contexts of run time: xgettext reads it from the source.
// NOLINTNEXTLINE(readability-identifier-naming)
[[nodiscard]] consteval const char* N_(const char* english) noexcept { return english; }

template <typename... Args>
[[nodiscard]] std::string tr(fmt::format_string<Args...> english, Args&&... args) {
  const fmt::string_view text = english;
  return base::format_translation(base::find_translation({}, {text.data(), text.size()}), text,
                                  fmt::make_format_args(args...));
}

template <typename Number, typename... Args>
[[nodiscard]] std::string trn(fmt::format_string<Number&, Args...> singular,
                              fmt::format_string<Number&, Args...> plural, Number number, Args&&... args) {
  const fmt::string_view one = singular;
  const fmt::string_view many = plural;
  return base::format_translation(
      base::find_translation({one.data(), one.size()}, {many.data(), many.size()}, static_cast<std::uint64_t>(number)),
      number == 1 ? one : many, fmt::make_format_args(number, args...));
}

}  // namespace earwitness
