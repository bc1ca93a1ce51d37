// SPDX-License-Identifier: MIT
#include "vtt/references.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace earwitness::vtt {

namespace {

constexpr std::size_t max_name = 32;  // no name of HTML is longer

/// What HTML reads as a character also without a semicolon, whatever follows. By their bytes, and none begins another
/// one.
constexpr std::array<std::string_view, 106> bare_names{
    "AElig",  "AMP",    "Aacute", "Acirc",  "Agrave", "Aring",  "Atilde", "Auml",   "COPY",   "Ccedil", "ETH",
    "Eacute", "Ecirc",  "Egrave", "Euml",   "GT",     "Iacute", "Icirc",  "Igrave", "Iuml",   "LT",     "Ntilde",
    "Oacute", "Ocirc",  "Ograve", "Oslash", "Otilde", "Ouml",   "QUOT",   "REG",    "THORN",  "Uacute", "Ucirc",
    "Ugrave", "Uuml",   "Yacute", "aacute", "acirc",  "acute",  "aelig",  "agrave", "amp",    "aring",  "atilde",
    "auml",   "brvbar", "ccedil", "cedil",  "cent",   "copy",   "curren", "deg",    "divide", "eacute", "ecirc",
    "egrave", "eth",    "euml",   "frac12", "frac14", "frac34", "gt",     "iacute", "icirc",  "iexcl",  "igrave",
    "iquest", "iuml",   "laquo",  "lt",     "macr",   "micro",  "middot", "nbsp",   "not",    "ntilde", "oacute",
    "ocirc",  "ograve", "ordf",   "ordm",   "oslash", "otilde", "ouml",   "para",   "plusmn", "pound",  "quot",
    "raquo",  "reg",    "sect",   "shy",    "sup1",   "sup2",   "sup3",   "szlig",  "thorn",  "times",  "uacute",
    "ucirc",  "ugrave", "uml",    "uuml",   "yacute", "yen",    "yuml"};

static_assert(std::adjacent_find(bare_names.begin(), bare_names.end(), [](std::string_view one, std::string_view next) {
                return one >= next || next.starts_with(one);
              }) == bare_names.end());

/// A text has work in proportion to its length, also where each of its characters may begin a name.
bool begins_with_bare_name(std::string_view text) noexcept {
  const auto behind = std::upper_bound(bare_names.begin(), bare_names.end(), text);
  return behind != bare_names.begin() && text.starts_with(*std::prev(behind));
}

constexpr std::array<std::string_view, 6> named_escapes{"&amp;", "&lt;", "&gt;", "&nbsp;", "&lrm;", "&rlm;"};

bool is_alphanumeric(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `text` begins with `&`.
bool begins_reference(std::string_view text) noexcept {
  const auto begins = [&](std::string_view known) { return text.starts_with(known); };
  if (std::any_of(named_escapes.begin(), named_escapes.end(), begins)) return false;
  text.remove_prefix(1);
  if (text.starts_with('#')) return true;
  const auto name = text.substr(0, max_name);
  const auto end = std::find_if_not(name.begin(), name.end(), is_alphanumeric);
  const auto letters = static_cast<std::size_t>(end - name.begin());
  if (letters > 0 && text.substr(letters).starts_with(';')) return true;
  return letters > 0 && begins_with_bare_name(text);
}

}  // namespace

std::string_view foreign_reference(std::string_view line) noexcept {
  for (auto at = line.find('&'); at != std::string_view::npos; at = line.find('&', at + 1)) {
    const auto rest = line.substr(at);
    if (begins_reference(rest)) return rest.substr(0, std::min(rest.find(';'), max_name) + 1);
  }
  return {};
}

}  // namespace earwitness::vtt
