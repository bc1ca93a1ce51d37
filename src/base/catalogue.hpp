// SPDX-License-Identifier: MIT
//
// Translations as msgfmt compiles them (a .mo file: GNU gettext's manual, "The Format of GNU MO Files"), which the
// build puts into the program. Nothing is copied; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace earwitness::base {

/// A compiled catalogue, little-endian. One that makes no sense has no translations.
class Catalogue {
 public:
  explicit Catalogue(std::span<const unsigned char> bytes) noexcept;

  /// The text that ends with a zero byte; with a plural, its forms one after the other, each with its zero. Null where
  /// there is none, or an empty one. `key` is the message; with a context, that and a byte 4 before it.
  [[nodiscard]] const char* find(std::string_view key) const noexcept;
  /// Form 1 of a plural as it was found; null where it has none.
  [[nodiscard]] const char* second_form(const char* first) const noexcept;

 private:
  [[nodiscard]] std::uint32_t number(std::size_t at) const noexcept;
  /// Entry `index` of the table at `table`; an empty one where it lies outside.
  [[nodiscard]] std::string_view entry(std::size_t table, std::uint32_t index) const noexcept;

  std::span<const unsigned char> bytes_;
  std::uint32_t count_ = 0;
  std::uint32_t messages_ = 0;
  std::uint32_t translations_ = 0;
};

/// src/po/nl.po.
[[nodiscard]] std::span<const unsigned char> dutch_catalogue() noexcept;

}  // namespace earwitness::base
