// SPDX-License-Identifier: MIT
#include <memory>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/ask_recording.hpp"
#include "log/log.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct PauseOptions {
  bool json = false;
};

std::string resumed_words(const control::Resumed& resumed) {
  if (!resumed.changed) return _("it is not paused");
  return tr("recording again at {}, after a pause of {}", base::clock_of(resumed.seconds),
            base::clock_of(resumed.paused_seconds));
}

ExitCode run_pause(const Context& context, const PauseOptions& options) {
  const auto answer = ask_recording_for<control::Paused>(context, control::PauseRequest{});
  if (options.json) {
    print_json(answer.document);
  } else if (answer.reply.changed) {
    print_line(tr("paused at {}: nothing is recorded until: earwitness resume", base::clock_of(answer.reply.seconds)));
  } else {
    print_line(_("it is paused already"));
  }
  return ExitCode::done;
}

ExitCode run_resume(const Context& context, const PauseOptions& options) {
  const auto answer = ask_recording_for<control::Resumed>(context, control::ResumeRequest{});
  if (options.json) {
    print_json(answer.document);
  } else {
    print_line(resumed_words(answer.reply));
  }
  if (!answer.reply.microphone_lost) return ExitCode::done;
  log::warning(_("the microphone is gone: nothing is recorded until it is back"),
               _("look at its plug and at the sound settings"));
  return ExitCode::surroundings;
}

}  // namespace

void add_pause(Command& program, Context& context) {
  auto options = std::make_shared<PauseOptions>();
  auto& pause = program.add_command("pause", _("Close the microphone for a while, such as when you leave the room"),
                                    "earwitness pause");
  add_json(pause, options->json);
  on_typed(pause, options, [&context](const PauseOptions& o) { return run_pause(context, o); });
}

void add_resume(Command& program, Context& context) {
  auto options = std::make_shared<PauseOptions>();
  auto& resume = program.add_command("resume", _("Continue recording after a pause"), "earwitness resume");
  add_json(resume, options->json);
  on_typed(resume, options, [&context](const PauseOptions& o) { return run_resume(context, o); });
}

}  // namespace earwitness::cli
