// SPDX-License-Identifier: MIT
//
// Words from outside: made safe to show, made part of a name, read as a time or a length.
#include <algorithm>
#include <array>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace earwitness::fuzz {

namespace {

void check_printable(std::string_view text) {
  const auto shown = base::printable(text);
  require(base::is_valid_utf8(shown), "what is shown is UTF-8");
  require(std::none_of(shown.begin(), shown.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }),
          "what is shown has no control characters");
  require_printable(shown, "what is shown is shown again as it is");
}

void check_slug(std::string_view text) {
  const auto slug = base::slug(text);
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  require(slug.size() <= 40 && std::all_of(slug.begin(), slug.end(), fits), "a slug is a harmless part of a name");
  require(!slug.starts_with('-') && !slug.ends_with('-'), "a slug is no option");
}

}  // namespace

void text(Input input) {
  const auto text = as_text(input);
  check_printable(text);
  check_slug(text);
  if (const auto bytes = base::from_hex(text)) {
    require(base::from_hex(base::to_hex(*bytes)) == bytes, "hex reads back");
  }
  if (const auto bytes = base::from_base64(text)) {
    require(base::to_base64(*bytes) == text, "bytes have one base64");
  }
  if (const auto time = base::parse_rfc3339(text)) {
    require(base::parse_rfc3339(base::rfc3339(*time)) == time, "a time reads back");
  }
  if (const auto length = base::parse_duration(text)) {
    require(length->count() >= 0 && !base::clock_text(*length).empty(), "a length is one");
  }
  if (text.size() < 200) {
    const std::array<std::string, 3> known{"start", "stop", "verify"};
    (void)base::closest_word(text, known);
  }
}

}  // namespace earwitness::fuzz
