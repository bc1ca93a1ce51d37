// SPDX-License-Identifier: MIT
#include "bag/oxum.hpp"

#include <charconv>
#include <system_error>

namespace earwitness::bag {

namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Oxum> parse_oxum(std::string_view value) {
  const auto dot = value.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto octets = parse_number(value.substr(0, dot));
  const auto files = parse_number(value.substr(dot + 1));
  if (!octets || !files) return std::nullopt;
  return Oxum{*octets, *files};
}

}  // namespace earwitness::bag
