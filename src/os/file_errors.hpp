// SPDX-License-Identifier: MIT
//
// One sentence and one piece of advice for each errno that a person can do something about.
#pragma once

#include <string>

#include "os/file_system.hpp"

namespace earwitness::os {

/// `doing` is a verb: "open", "write". The result is thrown by the caller.
[[nodiscard]] FileError file_error(int code, const Path& path, const std::string& doing);

}  // namespace earwitness::os
