// SPDX-License-Identifier: MIT
#include "os/character_width.hpp"

#include <locale.h>
#include <wchar.h>

namespace earwitness::os {

namespace {

/// glibc has it built in, so it is there without any locale's files. Null where it can't be had.
locale_t utf8_locale() noexcept {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

}  // namespace

CharacterWidths::CharacterWidths() noexcept
    : before_(utf8_locale() == nullptr ? nullptr : ::uselocale(utf8_locale())) {}

CharacterWidths::~CharacterWidths() {
  if (before_ != nullptr) ::uselocale(static_cast<locale_t>(before_));
}

CharacterWidths::Character CharacterWidths::first_of(std::string_view text) const noexcept {
  wchar_t character = 0;
  mbstate_t state{};
  const auto bytes = ::mbrtowc(&character, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {1, 1};
  const auto columns = ::wcwidth(character);
  return {bytes, columns < 0 ? 1 : static_cast<std::size_t>(columns)};
}

}  // namespace earwitness::os
