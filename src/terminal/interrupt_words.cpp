// SPDX-License-Identifier: MIT
#include "terminal/interrupt_words.hpp"

#include <fmt/format.h>

#include "base/translate.hpp"
#include "os/process.hpp"
#include "os/streams.hpp"
#include "terminal/exit_code.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::terminal {

namespace {

void say_at_terminal(std::string_view text) {
  // The meter and the keys, or the terminal's own ^C, may stand there.
  const bool drawn_on = can_draw();
  if (drawn_on) os::write_message("\r\x1b[J");
  say(text);
}

}  // namespace

std::string describe_second_interrupt(const std::string& recording) {
  if (recording.empty()) {
    return _(
        "earwitness: the microphone is being opened, and nothing is recorded yet\n"
        "  Ctrl-C once more leaves at once\n");
  }
  return tr(
      "earwitness: the recording is being closed and sealed, which can take long on a slow disk\n"
      "  Ctrl-C once more leaves it unsealed; what was recorded stays, for: earwitness recover {}\n",
      recording);
}

std::string describe_third_interrupt(const std::string& recording) {
  if (recording.empty()) return _("earwitness: left before anything was recorded\n");
  return tr("earwitness: left unsealed, with all that was on the disk: {}\n  try: earwitness recover {}\n", recording,
            recording);
}

session::Interrupts::Outlets terminal_outlets() {
  return {[](const std::string& recording) { say_at_terminal(describe_second_interrupt(recording)); },
          [](const std::string& recording) {
            say_at_terminal(describe_third_interrupt(recording));
            os::exit_immediately(static_cast<int>(ExitCode::interrupted));
          }};
}

}  // namespace earwitness::terminal
