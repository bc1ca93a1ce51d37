// SPDX-License-Identifier: MIT
//
// How an error ends a command: in words, and as an exit code.
#pragma once

#include <exception>

#include "terminal/exit_code.hpp"

namespace earwitness::results {

/// Says what went wrong and what to do next, on stderr; the exit code for it.
terminal::ExitCode report(const std::exception& error) noexcept;

}  // namespace earwitness::results
