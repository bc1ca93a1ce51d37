// SPDX-License-Identifier: MIT
#include "terminal/ask_user.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "archive/tags.hpp"
#include "base/fold.hpp"
#include "base/limits.hpp"
#include "base/plain_text.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::terminal {

namespace {

constexpr auto poll_interval = std::chrono::milliseconds(250);

std::string without_blanks(const std::string& text) {
  constexpr const char* blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The first word of an answer, and what follows it.
std::pair<std::string_view, std::string_view> first_word(std::string_view answer) {
  constexpr std::string_view ends = " \t\r,.!;";
  const auto begin = std::min(answer.find_first_not_of(ends), answer.size());
  const auto end = std::min(answer.find_first_of(ends, begin), answer.size());
  return {answer.substr(begin, end - begin), answer.substr(end)};
}

/// In small letters, without what stands around it: quotes, blanks, the end of a sentence.
std::string plain_word(std::string_view answer) {
  std::string word;
  for (const char c : base::folded(answer)) {
    if ((c >= 'a' && c <= 'z') || (c & 0x80) != 0 || (c >= '0' && c <= '9')) word += c;
  }
  return word;
}

}  // namespace

bool can_ask_user() noexcept { return os::is_terminal(os::Stream::input) && os::is_terminal(os::Stream::errors); }

std::optional<std::string> ask_line(std::string_view question, const GiveUp& give_up) {
  print_question(question);
  for (;;) {
    auto read = os::read_line(poll_interval);
    if (read.end == os::LineEnd::line) return without_blanks(read.text);
    if (read.end == os::LineEnd::closed || (give_up && give_up())) {
      os::write_message("\n");
      return std::nullopt;
    }
  }
}

std::optional<bool> yes_or_no(std::string_view answer) {
  constexpr std::array yes{"y", "yes", "j", "ja", "yep", "yeah", "yup", "jawel", "jazeker", "zeker"};
  constexpr std::array no{"n", "no", "nee", "neen", "nope", "nah"};
  // What changes nothing of the word before it; anything else may.
  constexpr std::array<std::string_view, 13> polite{"",         "hoor",    "graag",    "natuurlijk", "please",
                                                    "ofcourse", "thanks",  "thankyou", "dankje",     "dankjewel",
                                                    "danku",    "bedankt", "zeker"};
  // A stray byte, or a key that moves the cursor, was not meant as an answer.
  const auto is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; };
  if (!base::is_valid_utf8(answer) || std::any_of(answer.begin(), answer.end(), is_control)) return std::nullopt;
  const auto [first, more] = first_word(answer);
  const auto rest = plain_word(more);
  if (std::find(polite.begin(), polite.end(), rest) == polite.end()) return std::nullopt;
  const auto word = plain_word(first);
  const auto is_word = [&](const char* known) { return word == known; };
  if (std::any_of(yes.begin(), yes.end(), is_word)) return true;
  if (std::any_of(no.begin(), no.end(), is_word)) return false;
  return std::nullopt;
}

std::optional<bool> clear_answer(const std::function<std::optional<std::string>()>& read,
                                 std::optional<bool> standard) {
  for (;;) {
    const auto answer = read();
    if (!answer) return std::nullopt;
    if (answer->empty() && standard) return standard;
    if (const auto clear = yes_or_no(*answer)) return clear;
    say(_("Please type yes or no, and Enter.\n"));
  }
}

std::optional<bool> ask_yes_no(std::string_view question, const GiveUp& give_up) {
  return clear_answer([&] { return ask_line(tr("{} [y/N]", question), give_up); }, false);
}

std::optional<bool> ask_statement(const GiveUp& give_up) {
  const auto question = tr("{} [yes/no]", archive::tags::statement_in(base::language()));
  return clear_answer([&] { return ask_line(question, give_up); }, std::nullopt);
}

std::optional<base::Secret> ask_secret(std::string_view question) {
  auto secret = os::read_secret(fitted(fmt::format("{} ", question), os::Stream::errors));
  os::write_message("\n");
  return secret;
}

std::optional<std::string> ask_name(std::string_view question, const GiveUp& give_up) {
  for (;;) {
    auto name = ask_line(question, give_up);
    if (!name || name->empty() || base::is_plain_text(*name, limits::name_bytes)) return name;
    say(_("That can't be kept: at most 200 bytes, no quotes, backslashes or control characters.\n"));
  }
}

control::MeRequest ask_who(const GiveUp& give_up) {
  const auto name = ask_name(_("Your name, for the statement in the recording (Enter to leave it out):"), give_up);
  if (!name || name->empty()) return {};
  return {*name, ask_statement(give_up).value_or(false), base::language()};
}

}  // namespace earwitness::terminal
