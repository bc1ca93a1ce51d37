// SPDX-License-Identifier: MIT
//
// What could not be removed while cleaning up, where there is something more urgent to do than to fail of it: another
// error is on its way, or a recording goes on. It is told all the same, by whoever has a terminal. Any thread.
#pragma once

#include <exception>

#include "os/file_system.hpp"

namespace earwitness::os {

/// `why` and `path` last for the call. Any thread may call it.
using LeftTeller = void (*)(const std::exception& why, const Path& path);
/// Set once at the start by whoever has a terminal, before there are threads; until then nobody is told.
void tell_what_is_left(LeftTeller teller) noexcept;
/// Tells it.
void note_left(const std::exception& why, const Path& path) noexcept;

/// Does `removal`, and tells where it failed. Whether it did not.
template <typename Removal>
bool remove_or_tell(const Path& path, const Removal& removal) noexcept {
  try {
    removal();
    return true;
  } catch (const std::exception& error) {
    note_left(error, path);
    return false;
  }
}

}  // namespace earwitness::os
