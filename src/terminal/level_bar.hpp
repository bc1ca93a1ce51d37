// SPDX-License-Identifier: MIT
//
// How loud a microphone is, shown at the terminal while it is tried.
#pragma once

#include <cstddef>
#include <string>

#include "base/level.hpp"

namespace earwitness::terminal {

/// A bar of `width` characters for a level in dBFS, from -60 to 0.
[[nodiscard]] std::string level_bar(double dbfs, std::size_t width);

/// Writes a bar over the one before, on stderr. Who is done ends the line.
void show_level(const base::Level& level);

}  // namespace earwitness::terminal
