// SPDX-License-Identifier: MIT
#include <memory>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/ask_recording.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct ExtendOptions {
  std::string minutes = "30";
  bool json = false;
};

ExitCode run_extend(const Context& context, const ExtendOptions& options) {
  const auto by = parse_minutes("extend", options.minutes, std::chrono::seconds(1), control::max_extension);
  const auto answer = ask_recording_for<control::Extended>(context, control::ExtendRequest{by});
  if (options.json) {
    print_json(answer.document);
  } else {
    print_line(tr("it ends by itself in {}", base::clock_of(answer.reply.left_seconds)));
  }
  return ExitCode::done;
}

}  // namespace

void add_extend(Command& program, Context& context) {
  auto options = std::make_shared<ExtendOptions>();
  auto& extend = program.add_command("extend", _("Let the running recording run longer"), "earwitness extend 45");
  extend.positional("minutes", &options->minutes, _("How many minutes longer (30)"));
  add_json(extend, options->json);
  on_typed(extend, options, [&context](const ExtendOptions& o) { return run_extend(context, o); });
}

}  // namespace earwitness::cli
