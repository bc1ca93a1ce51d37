// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <string>

#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/launch.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct OpenOptions {
  std::string word;
  bool json = false;
};

/// Whether somebody sits at a desktop that could show a folder.
bool has_desktop() { return os::environment("WAYLAND_DISPLAY") || os::environment("DISPLAY"); }

/// The folder's path is absolute, so it can't be taken for an option.
bool show(const os::Path& folder) {
  if (!has_desktop()) {
    log::info(_("there is no desktop here, so the folder is only named"));
    return false;
  }
  if (os::launch_detached({"xdg-open", folder.string()})) return true;
  log::warning(_("the desktop's xdg-open is not there, so the folder is only named"), _("sudo apt install xdg-utils"));
  return false;
}

ExitCode run_open(const Context& context, const OpenOptions& options) {
  const auto conversation = context::conversation_of(context, options.word);
  const bool shown = show(conversation);
  if (!options.json) {
    print_line(conversation.string());
    return ExitCode::done;
  }
  auto document = document_of("opened");
  document["path"] = conversation.string();
  document["shown"] = shown;
  print_json(document);
  return ExitCode::done;
}

}  // namespace

void add_open(Command& program, Context& context) {
  auto options = std::make_shared<OpenOptions>();
  auto& open = program.add_command("open", _("Show a recording's folder on the desktop, and print its path"),
                                   _("earwitness open review"));
  add_own_recording(open, options->word);
  add_json(open, options->json);
  on_typed(open, options, [&context](const OpenOptions& o) { return run_open(context, o); });
}

}  // namespace earwitness::cli
