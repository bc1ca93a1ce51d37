// SPDX-License-Identifier: MIT
#include "cli/app.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/answer_shell.hpp"
#include "cli/commands/commands.hpp"
#include "cli/version.hpp"
#include "context/bin.hpp"
#include "context/language.hpp"
#include "grammar/help.hpp"
#include "grammar/parser.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/guard.hpp"
#include "os/left_behind.hpp"
#include "os/refused.hpp"
#include "os/streams.hpp"
#include "results/failure.hpp"
#include "results/next_steps.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

terminal::ExitCode run_words(std::span<const std::string> words, context::Context& context) {
  if (!words.empty() && words.front() == "__complete") {
    os::write_output(answer_shell(words.subspan(1), context));
    return terminal::ExitCode::done;
  }
  const auto program = make_grammar(context);
  const auto read = grammar::read_words(*program, words, &version_text, &os::read_input_line);
  if (!read.answer.empty()) {
    os::write_output(read.answer);
    return terminal::ExitCode::done;
  }
  if (const auto& language = context.globals.language; !language.empty() && !base::to_language(language)) {
    throw Error(ErrorKind::usage, language, tr("this program does not speak {}", base::printable(language)),
                _("--lang en, or --lang nl"));
  }
  if (read.command != nullptr) return read.command->run();
  os::write_message(grammar::help_text(*program, grammar::help_columns()));
  return terminal::ExitCode::usage;
}

namespace {

/// A command failed, and so did taking away what it had begun.
void say_what_is_left(const std::exception& why, const os::Path& path) {
  log::warning(tr("what was begun is still there: {}", why.what()),
               tr("the next attempt removes it, or: rm -r {}", base::printable(path.string())));
}

/// What a disk refused though nothing depends on it.
void say_refusals() {
  for (const auto& refusal : os::take_refusals()) log::warning(os::describe(refusal));
}

/// First word of what the desktop's menu starts: it opens a terminal, which closes when the command ends.
constexpr std::string_view window_word = "__window";

/// Leaves the window open until somebody has read what is in it.
void wait_for_reader() noexcept try {
  if (terminal::can_ask_user()) (void)terminal::ask_line(_("Press Enter to close this window."), {});
} catch (const std::exception&) {  // the terminal is gone, and with it the window
}

terminal::ExitCode run_words_there(std::span<const std::string> words, context::Context& context) try {
  return run_words(words, context);
} catch (const FileError& error) {
  return context::report_on_disk(context, error);
}

terminal::ExitCode run_program(std::span<const std::string> words) noexcept {
  try {
    os::guard_process();
    terminal::open_messages();
    base::set_step_words(&results::words_of_step);
    os::tell_what_is_left(&say_what_is_left);
    context::Context context{os::posix_file_system(), os::posix_clock(), {}};
    base::set_language(context::choose_language(words, &os::environment, context.fs));
    const auto code = run_words_there(words, context);
    say_refusals();
    return code;
  } catch (const std::exception& error) {
    return results::report(error);
  } catch (...) {
    return terminal::ExitCode::bug;
  }
}

}  // namespace

int run(int argc, const char* const* argv) noexcept try {
  const std::vector<std::string> typed(argv + std::min(argc, 1), argv + argc);
  std::span<const std::string> words(typed);
  const bool is_window = !words.empty() && words.front() == window_word;
  if (is_window) words = words.subspan(1);
  const auto code = run_program(words);
  if (is_window) wait_for_reader();
  return static_cast<int>(code);
} catch (const std::exception& error) {
  return static_cast<int>(results::report(error));
}

}  // namespace earwitness::cli
