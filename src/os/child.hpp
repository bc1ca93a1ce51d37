// SPDX-License-Identifier: MIT
//
// Another program, started without a shell: no word of a path or a title can be taken for a command. It is looked for
// in $PATH and inherits the environment, the working folder and nothing else: every descriptor of ours is closed on
// exec.
//
// One thread. Throws FileError where it can't be started: ENOENT where there is no such program.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::os {

/// A command as a person writes it, in its words: split at spaces, but not between two single or two double quotes,
/// which are left out. Nothing else is special. Throws Error(usage) where a quote is not closed, or there is no word.
[[nodiscard]] std::vector<std::string> command_words(std::string_view command);

struct ChildEnd {
  enum class Why { exited, killed, timed_out, stopped, interrupted };
  Why why = Why::exited;
  int code = 0;  ///< what it exited with, or the signal that killed it

  [[nodiscard]] bool succeeded() const noexcept { return why == Why::exited && code == 0; }
};

/// At this terminal, as an editor: Ctrl-C is the program's own while it runs. Its stdout is the terminal behind our
/// messages, as ours may lead elsewhere.
[[nodiscard]] ChildEnd run_at_terminal(const std::vector<std::string>& words);

/// Without a terminal, in a process group of its own that ends with it: after `limit`, where it is stopped (SIGSTOP)
/// and not let go on within seconds, or at Ctrl-C, SIGTERM or SIGHUP. `output` and `messages` are new files (0600). To
/// be called while there is one thread.
[[nodiscard]] ChildEnd run_unattended(const std::vector<std::string>& words, const Path& output, const Path& messages,
                                      std::chrono::seconds limit);

}  // namespace earwitness::os
