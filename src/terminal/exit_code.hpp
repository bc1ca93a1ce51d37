// SPDX-License-Identifier: MIT
//
// What scripts may rely on (docs: README, "Exit codes"), and the one place where an error becomes a number.
#pragma once

#include "earwitness/base.hpp"

namespace earwitness::terminal {

enum class ExitCode : int {
  done = 0,          ///< for verify: unchanged
  altered = 1,       ///< verify: altered or missing content
  usage = 2,         ///< a word, option or config that makes no sense
  unconfirmed = 3,   ///< unchanged as far as it goes, but not sealed
  not_found = 4,     ///< no such recording, not a recording, a format that this build does not know, nothing to stop
  surroundings = 5,  ///< no microphone, disk full, no permission
  bug = 70,
  interrupted = 130  ///< a third Ctrl-C before the seal was done
};

[[nodiscard]] constexpr ExitCode exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage:
      return ExitCode::usage;
    case ErrorKind::not_found:
    case ErrorKind::unknown_format:
      return ExitCode::not_found;
    case ErrorKind::surroundings:
      return ExitCode::surroundings;
  }
  return ExitCode::bug;
}

/// The worst of several, for a command that goes on: altered content outweighs what could not be looked at.
[[nodiscard]] ExitCode worse(ExitCode a, ExitCode b) noexcept;

}  // namespace earwitness::terminal
