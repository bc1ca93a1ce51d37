// SPDX-License-Identifier: MIT
//
// Starting a program of the desktop and leaving it to itself.
#pragma once

#include <string>
#include <vector>

namespace earwitness::os {

/// Starts `command` (its program is looked for in PATH) in a session of its own, with no terminal, no standard stream
/// and none of our descriptors, and does not wait for it: nobody is its parent. False if there is no such program, or
/// no process to be had.
[[nodiscard]] bool launch_detached(const std::vector<std::string>& command) noexcept;

}  // namespace earwitness::os
