// SPDX-License-Identifier: MIT
//
// Bytes as text and text as something safe to show. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::base {

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(std::span<const std::byte> bytes);

/// The inverse, either case. Nothing on an odd length or another character.
[[nodiscard]] std::optional<std::vector<std::byte>> from_hex(std::string_view text);

/// Whether it is so many digits, as to_hex() writes them.
[[nodiscard]] bool is_lower_hex(std::string_view text, std::size_t digits) noexcept;

[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

/// Whether it is UTF-8 without control characters (C0, DEL, C1), line or paragraph separators, byte-order marks and
/// marks that turn the direction of writing: what no line of a bag-info.txt has ever held.
[[nodiscard]] bool is_plain_line(std::string_view text) noexcept;

/// Text from a recording, the config or a socket, safe for a terminal: what is_plain_line() refuses, and characters
/// that can hold a text that nobody sees (tags, annotations), become `\x1b`-like escapes. All that a person is shown
/// goes through this.
[[nodiscard]] std::string printable(std::string_view text);
/// The same between double quotes, for a name that somebody chose, beside words of ours: what looks like a double quote
/// within it is a single one, so that no name can end early and go on as if it were ours.
[[nodiscard]] std::string in_quotes(std::string_view name);

/// A title as part of a folder's name: lower case, ASCII letters and digits, everything else `-`, common accents
/// dropped, at most 40 characters. Empty if nothing is left.
[[nodiscard]] std::string slug(std::string_view title);

/// The word of `known` that `typed` most likely meant: one edit away, or two for one of six letters; else empty.
[[nodiscard]] std::string closest_word(std::string_view typed, std::span<const std::string> known);

inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// The text that a C library may not have.
[[nodiscard]] inline std::string text_or_empty(const char* may_be_null) {
  return may_be_null != nullptr ? may_be_null : "";
}

/// A file name that Windows takes as well: no `<>:"/\\|?*` and control characters, no dot or space at its end, and none
/// of the names of devices (CON, LPT1), with an ending or without.
[[nodiscard]] bool is_portable_name(std::string_view name);

}  // namespace earwitness::base
