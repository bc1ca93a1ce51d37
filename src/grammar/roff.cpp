// SPDX-License-Identifier: MIT
#include "grammar/roff.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace earwitness::grammar {

namespace {

constexpr std::string_view roman = "\\fR";
constexpr std::string_view bold = "\\fB";
constexpr std::string_view italic = "\\fI";

/// Plain ASCII signs that roff would take for typographic ones, or for its own.
std::string escaped(char c) {
  switch (c) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    case '"':
      return "\\(dq";
    case '\n':
      return " ";
    default:
      return {c};
  }
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) result += escaped(c);
  return result;
}

/// A line that begins with a dot would be a request; with a quote it can't, as that is escaped.
std::string as_line(std::string_view marked) {
  return fmt::format("{}{}\n", marked.starts_with('.') ? "\\&" : "", marked);
}

}  // namespace

std::string roff_bold(std::string_view text) { return fmt::format("{}{}{}", bold, escaped(text), roman); }

std::string roff_italic(std::string_view text) { return fmt::format("{}{}{}", italic, escaped(text), roman); }

std::string roff_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto open = text.find('`');
    const auto close = open == std::string_view::npos ? open : text.find('`', open + 1);
    result += escaped(text.substr(0, close == std::string_view::npos ? close : open));
    if (close == std::string_view::npos) break;
    result += roff_bold(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return result;
}

Roff::Roff(std::string_view name, std::string_view date, std::string_view source, std::string_view manual)
    : text_(
          fmt::format(".TH \"{}\" 1 {} \"{}\" \"{}\"\n.nh\n", escaped(name), date, escaped(source), escaped(manual))) {}

void Roff::section(std::string_view name) { text_ += fmt::format(".SH \"{}\"\n", escaped(name)); }

void Roff::subsection(std::string_view name) { text_ += fmt::format(".SS \"{}\"\n", escaped(name)); }

void Roff::line(std::string_view marked) { text_ += as_line(marked); }

void Roff::line_break() { text_ += ".br\n"; }

void Roff::paragraph() { text_ += ".PP\n"; }

void Roff::entry(std::string_view marked_term, std::string_view marked) {
  text_ += ".TP\n" + as_line(marked_term) + as_line(marked);
}

void Roff::verbatim(std::string_view text) {
  text_ += ".nf\n.RS 2\n";
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    text_ += as_line(escaped(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  text_ += ".RE\n.fi\n";
}

}  // namespace earwitness::grammar
