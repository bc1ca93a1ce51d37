// SPDX-License-Identifier: MIT
//
// What is said at the terminal when Ctrl-C is pressed again while a recording is being sealed (session/interrupts.hpp).
#pragma once

#include <string>

#include "session/interrupts.hpp"

namespace earwitness::terminal {

/// `recording` may be empty: nothing is on disk yet.
[[nodiscard]] std::string describe_second_interrupt(const std::string& recording);
[[nodiscard]] std::string describe_third_interrupt(const std::string& recording);

/// Speaks to the terminal directly, as a log's file may lie on the very disk that hangs, and ends the process with 130.
[[nodiscard]] session::Interrupts::Outlets terminal_outlets();

}  // namespace earwitness::terminal
