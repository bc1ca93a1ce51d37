// SPDX-License-Identifier: MIT
#pragma once

#include "earwitness/recover.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness {

/// recover() in any world: for tests whose disk fails.
[[nodiscard]] Recovery recover(os::FileSystem& fs, const os::Clock& clock, const os::Path& conversation);

}  // namespace earwitness
