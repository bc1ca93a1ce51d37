// SPDX-License-Identifier: MIT
//
// In which language the program speaks: `--lang`, else the config's `language`, else what the locale's variables say.
// It is found before the words are read, since the help and what is wrong with a word speak it, too.
// One thread, before any other.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/translate.hpp"
#include "context/context.hpp"
#include "os/file_system.hpp"

namespace earwitness::context {

using Environment = std::function<std::optional<std::string>(const char* name)>;

/// Of the locale, by gettext's rules: LC_ALL, else LC_MESSAGES, else LANG; then LANGUAGE, a list in order of liking,
/// goes first, unless that locale is C. English where none is spoken here.
[[nodiscard]] base::Language language_of_locale(const Environment& environment);

/// Of these words (without the program's name). With `--json` it is English: what a script reads, messages included,
/// must not depend on who runs it. A config that makes no sense, or a language that is not spoken here, is left to
/// whoever reads the words to complain about.
[[nodiscard]] base::Language choose_language(std::span<const std::string> words, const Environment& environment,
                                             os::FileSystem& fs);

/// Of what is written for a person to read, a report or a transcript to be typed: by the same rules, also with
/// `--json`.
[[nodiscard]] base::Language language_of_pages(const Context& context);

}  // namespace earwitness::context
