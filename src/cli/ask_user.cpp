// SPDX-License-Identifier: MIT
#include "cli/ask_user.hpp"

#include <fmt/format.h>

#include <array>

#include "base/limits.hpp"
#include "base/translate.hpp"
#include "cli/config.hpp"
#include "cli/output.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"

namespace earwitness::cli {

namespace {

constexpr auto poll_interval = std::chrono::milliseconds(250);

std::string without_blanks(const std::string& text) {
  constexpr const char* blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
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

std::optional<bool> ask_yes_no(std::string_view question, const GiveUp& give_up) {
  const auto answer = ask_line(tr("{} [y/N]", question), give_up);
  if (!answer) return std::nullopt;
  return *answer == "y" || *answer == "Y" || *answer == "yes" || *answer == "j" || *answer == "J" || *answer == "ja";
}

std::optional<base::Secret> ask_secret(std::string_view question) {
  auto secret = os::read_secret(fmt::format("{} ", question));
  os::write_message("\n");
  return secret;
}

std::optional<std::string> ask_name(std::string_view question, const GiveUp& give_up) {
  for (;;) {
    auto name = ask_line(question, give_up);
    if (!name || name->empty() || is_plain_text(*name, limits::name_bytes)) return name;
    os::write_message(_("That can't be kept: at most 200 bytes, no quotes, backslashes or control characters.\n"));
  }
}

control::MeRequest ask_who(const GiveUp& give_up) {
  const auto name = ask_name(_("Your name, for the statement in the recording (Enter to leave it out):"), give_up);
  if (!name || name->empty()) return {};
  return {*name, ask_yes_no(_(statement_text), give_up).value_or(false)};
}

}  // namespace earwitness::cli
