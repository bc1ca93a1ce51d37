// SPDX-License-Identifier: MIT
#include "grammar/completion.hpp"

#include <memory>
#include <string>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "earwitness/base.hpp"
#include "grammar/completion_scripts.hpp"
#include "os/streams.hpp"

namespace earwitness::cli {

namespace {

struct CompletionOptions {
  std::string shell;
};

ExitCode print_script(const CompletionOptions& options) {
  const auto& shell = options.shell;
  if (shell != "bash" && shell != "zsh" && shell != "fish") {
    throw Error(ErrorKind::usage, shell, tr("there is no completion for {}", base::printable(shell)),
                "earwitness completion bash");
  }
  os::write_output(shell == "bash"  ? grammar::scripts::earwitness_bash
                   : shell == "zsh" ? grammar::scripts::earwitness_zsh
                                    : grammar::scripts::earwitness_fish);
  return ExitCode::done;
}

}  // namespace

void add_completion(Command& program, Context& /*context*/) {
  auto options = std::make_shared<CompletionOptions>();
  auto& completion = program.add_command(
      "completion", _("Print a script that lets your shell complete commands, options and recordings with the Tab key"),
      "earwitness completion bash > ~/.local/share/bash-completion/completions/earwitness\n"
      "  earwitness completion fish | source");
  completion.positional("shell", &options->shell, _("The shell"), "bash|zsh|fish").require();
  on_typed(completion, options, [](const CompletionOptions& o) { return print_script(o); });
}

}  // namespace earwitness::cli
