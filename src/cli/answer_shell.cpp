// SPDX-License-Identifier: MIT
#include "cli/answer_shell.hpp"

#include <exception>
#include <utility>
#include <vector>

#include "archive/bin.hpp"
#include "archive/recordings.hpp"
#include "base/text.hpp"
#include "cli/commands/commands.hpp"
#include "context/microphone.hpp"
#include "desktop/sources.hpp"
#include "grammar/completion.hpp"
#include "grammar/globals.hpp"

namespace earwitness::cli {

namespace {

std::vector<std::string> names_in_bin(os::FileSystem& fs, const os::Path& archive) {
  std::vector<std::string> names;
  for (auto& one : archive::read_bin(fs, archive)) {
    if (base::printable(one.name) == one.name) names.push_back(std::move(one.name));
  }
  return names;
}

/// What `earwitness devices` lists of a sound server, whose answer is waited for a moment.
std::vector<std::string> device_names() {
  std::vector<std::string> names{context::test_signal_name};
  if (!desktop::sound_server_supported()) return names;
  for (auto& source : desktop::list_sources().sources) {
    if (base::printable(source.name) == source.name) names.push_back(std::move(source.name));
  }
  return names;
}

}  // namespace

std::string answer_shell(std::span<const std::string> words, context::Context& context) {
  const auto program = make_grammar(context);
  const auto names = [&](grammar::Named what, const grammar::Globals& globals) -> std::vector<std::string> {
    try {
      if (what == grammar::Named::devices) return device_names();
      context.globals = globals;
      if (!globals.archive.empty()) context.globals.archive = context::expanded(globals.archive).string();
      if (!globals.config.empty()) context.globals.config = context::expanded(globals.config).string();
      const auto archive = context::archive_path(context);
      return what == grammar::Named::in_bin ? names_in_bin(context.fs, archive) : archive::names(context.fs, archive);
    } catch (const std::exception&) {  // no place for a message: somebody is typing
      return {};
    }
  };
  return grammar::completion_text(grammar::complete(*program, words, names));
}

}  // namespace earwitness::cli
