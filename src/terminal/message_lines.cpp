// SPDX-License-Identifier: MIT
#include "terminal/message_lines.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "terminal/columns.hpp"

namespace earwitness::terminal {

namespace {

constexpr std::string_view ends_of_command = ",;:)`";

/// Without the sequences that colour it: ESC [ ... letter.
std::string without_colour(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\x1b') {
      plain += text[at];
      continue;
    }
    at = std::min(text.find('m', at), text.size());
  }
  return plain;
}

std::size_t seen_columns(std::string_view text) {
  return text.find('\x1b') == std::string_view::npos ? columns_of(text) : columns_of(without_colour(text));
}

/// One word, with the blanks before it; or several that belong together.
struct Unit {
  std::size_t blanks = 0;
  std::string_view text;
};

std::vector<Unit> words_in(std::string_view line) {
  std::vector<Unit> words;
  for (std::size_t at = 0; at < line.size();) {
    const auto begin = line.find_first_not_of(' ', at);
    if (begin == std::string_view::npos) break;
    const auto end = std::min(line.find(' ', begin), line.size());
    words.push_back({begin - at, line.substr(begin, end - begin)});
    at = end;
  }
  return words;
}

bool is_lower_case(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// NAME, 12:34, a path, `...`: what nobody would take for a word of the sentence.
bool looks_like_argument(std::string_view word) {
  constexpr std::string_view signs = "0123456789/._=~\"'<[";
  if (word.find_first_of(signs) != std::string_view::npos) return true;
  return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_joining_word(std::string_view word) {
  constexpr std::array<std::string_view, 8> joining{"or", "of", "and", "en", "then", "dan", "to", "om"};
  return std::find(joining.begin(), joining.end(), word) != joining.end();
}

/// What may stand before a command without being of it.
std::string_view without_opening(std::string_view word) {
  while (!word.empty() && (word.front() == '(' || word.front() == '`')) word.remove_prefix(1);
  return word;
}

std::string_view without_ending(std::string_view word) {
  while (!word.empty() && ends_of_command.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  return word;
}

bool ends_sentence(std::string_view word) {
  if (word.empty() || word.ends_with("...")) return false;
  return ends_of_command.find(word.back()) != std::string_view::npos || word.back() == '.';
}

bool is_other_program(std::string_view word) {
  constexpr std::array<std::string_view, 14> programs{"apt",       "chmod",      "cp",     "ls",       "mkdir",
                                                      "mv",        "pactl",      "rm",     "realpath", "sudo",
                                                      "systemctl", "pulseaudio", "ulimit", "wpctl"};
  return std::find(programs.begin(), programs.end(), word) != programs.end();
}

bool is_own_name(const std::vector<Unit>& words, std::size_t at) {
  return without_opening(words[at].text) == "earwitness" && at + 1 < words.size() && words[at + 1].blanks == 1;
}

/// `mv` and the like are words of a command only where one may begin.
bool is_other_command(const std::vector<Unit>& words, std::size_t at) {
  if (!is_other_program(without_opening(words[at].text))) return false;
  const bool is_first = at == 0 || words[at].blanks > 1 || words[at].text.front() == '(';
  return is_first || words[at - 1].text.back() == ':' || is_joining_word(without_ending(words[at - 1].text));
}

/// `"A. Name"` is one argument.
std::size_t end_of_quotes(const std::vector<Unit>& words, std::size_t at) {
  const auto& text = words[at].text;
  if (text.front() != '"' || text.find('"', 1) != std::string_view::npos) return at;
  for (auto next = at + 1; next < words.size(); ++next) {
    if (words[next].text.find('"') != std::string_view::npos) return next;
  }
  return at;
}

/// Words of the sentence go on where the command has ended: that is at a comma, at wider blanks, or at a word that is
/// no option and no argument.
std::size_t end_of_own_command(const std::vector<Unit>& words, std::size_t begin) {
  bool is_named = false;
  bool has_second_name = false;
  bool is_after_option = false;
  auto end = begin + 1;
  while (end < words.size() && words[end].blanks == 1) {
    const auto bare = without_ending(words[end].text);
    const bool is_option = bare.starts_with('-');
    if (!is_option && !looks_like_argument(bare)) {
      const bool is_value = is_after_option && !is_joining_word(bare) && is_named;
      if (!is_value && !(is_lower_case(bare) && (!is_named || has_second_name))) break;
      if (!is_value) {
        has_second_name = !is_named && (bare == "keys" || bare == "help");
        is_named = true;
      }
    }
    end = end_of_quotes(words, end);
    is_after_option = is_option;
    if (ends_sentence(words[end].text)) return end + 1;
    ++end;
  }
  return end;
}

std::size_t end_of_other_command(const std::vector<Unit>& words, std::size_t begin) {
  auto end = begin + 1;
  while (end < words.size() && words[end].blanks == 1 && !ends_sentence(words[end - 1].text)) ++end;
  return end;
}

/// A folder may have blanks in its name: then a later word of the path has a slash within.
std::size_t end_of_path(const std::vector<Unit>& words, std::size_t begin) {
  constexpr std::size_t max_words = 6;
  auto end = begin + 1;
  for (auto next = end; next < std::min(words.size(), begin + max_words) && words[next].blanks == 1; ++next) {
    if (ends_sentence(words[next - 1].text) || words[next].text.front() == '/') break;
    if (words[next].text.find('/') != std::string_view::npos) end = next + 1;
  }
  return end;
}

/// The first word that does not belong to what begins here.
std::size_t end_of_unit(const std::vector<Unit>& words, std::size_t at) {
  const auto text = without_opening(words[at].text);
  const bool sets_variable = text.find('=') != std::string_view::npos && text.front() >= 'A' && text.front() <= 'Z' &&
                             at + 1 < words.size() && is_own_name(words, at + 1);
  if (sets_variable) return end_of_own_command(words, at + 1);
  if (is_own_name(words, at)) return end_of_own_command(words, at);
  if (is_other_command(words, at)) return end_of_other_command(words, at);
  if (text.starts_with('/') || text.starts_with("~/")) return end_of_path(words, at);
  return at + 1;
}

/// A result that is nothing but a path is never broken.
bool is_path_alone(const std::vector<Unit>& words) {
  return words.front().text.starts_with('/') && std::none_of(words.begin() + 1, words.end(), [](const Unit& word) {
           return word.blanks > 1 || word.text.ends_with(':');
         });
}

std::vector<Unit> units_in(std::string_view line) {
  const auto words = words_in(line);
  std::vector<Unit> units;
  for (std::size_t at = 0; at < words.size();) {
    const auto end = at == 0 && is_path_alone(words) ? words.size() : end_of_unit(words, at);
    const auto* begin = words[at].text.data();
    const auto& last = words[end - 1].text;
    units.push_back({words[at].blanks, {begin, static_cast<std::size_t>(last.data() + last.size() - begin)}});
    at = end;
  }
  return units;
}

/// Where the lines after the first begin.
std::size_t hanging_indent(const std::vector<Unit>& units, std::size_t columns) {
  constexpr std::size_t step = 2;
  const auto lead = units.front().blanks;
  const auto first = without_colour(units.front().text);
  if (first.starts_with("earwitness:") || units.size() < 2) return lead + step;
  std::size_t value = 0;
  std::size_t used = lead + columns_of(first);
  if (first == "-" || first == "*" || (lead > 0 && first.ends_with(':'))) {
    value = used + units[1].blanks;
  }
  for (std::size_t i = 1; value == 0 && i < units.size(); ++i) {
    used += units[i].blanks;
    if (units[i].blanks > 1) value = used;
    used += seen_columns(units[i].text);
  }
  if (value > 0 && value <= columns / 2) return value;
  return lead > 0 ? lead + step : 0;
}

void append_broken(std::string& lines, std::string_view line, std::size_t columns) {
  const auto units = units_in(line);
  if (units.empty() || seen_columns(line) <= columns) {
    lines += line;
    return;
  }
  const auto indent = std::min(hanging_indent(units, columns), columns / 2);
  std::size_t used = 0;
  for (const auto& unit : units) {
    const auto width = seen_columns(unit.text);
    // What is one piece moves to the left as far as it must, so that it is broken only where it is wider than all.
    const auto begin = std::min(indent, columns - std::min(width, columns));
    if (&unit != &units.front() && begin < used + unit.blanks && used + unit.blanks + width > columns) {
      lines += '\n' + std::string(begin, ' ');
      used = begin;
    } else {
      lines.append(unit.blanks, ' ');
      used += unit.blanks;
    }
    lines += unit.text;
    used += width;
  }
  const auto last = line.find_last_not_of(' ');
  lines += line.substr(last + 1);  // after a question: an answer begins apart from it
}

}  // namespace

std::string message_lines(std::string_view text, std::size_t columns) {
  std::string lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    append_broken(lines, text.substr(0, end), columns);
    if (end < text.size()) lines += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace earwitness::terminal
