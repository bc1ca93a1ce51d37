// SPDX-License-Identifier: MIT
#include "terminal/editor.hpp"

#include <cerrno>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/child.hpp"
#include "os/environment.hpp"

namespace earwitness::terminal {

namespace {

std::vector<std::vector<std::string>> editors() {
  for (const char* variable : {"VISUAL", "EDITOR"}) {
    if (const auto command = os::environment(variable)) return {os::command_words(*command)};
  }
  return {{"sensible-editor"}, {"nano"}, {"vi"}};
}

}  // namespace

bool open_editor(const os::Path& file) {
  const auto candidates = editors();
  for (auto words : candidates) {
    words.push_back(file.string());
    const auto shown = base::printable(words.front());
    try {
      const auto end = os::run_at_terminal(words);
      if (end.succeeded()) return true;
      throw Error(ErrorKind::surroundings, words.front(), tr("the editor {} did not end well ({})", shown, end.code),
                  candidates.size() == 1
                      ? tr("what was saved is in {}: type the same command to continue", base::printable(file.string()))
                      // Debian's sensible-editor is there where no editor is.
                      : tr("if there is no editor here, install one: sudo apt install nano   then type the same "
                           "command: what was saved is in {}",
                           base::printable(file.string())));
    } catch (const FileError& error) {
      if (error.code() != ENOENT) throw;
    }
  }
  return false;
}

}  // namespace earwitness::terminal
