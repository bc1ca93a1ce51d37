// SPDX-License-Identifier: MIT
//
// One sentence and one piece of advice for each errno that a person can do something about.
#pragma once

#include <string>

#include "os/file_system.hpp"

namespace earwitness::os {

/// What errno means, in the language of whoever reads it.
[[nodiscard]] std::string system_message(int code);

/// `doing` is a verb in English, and is translated here: "open", "write". The result is thrown by the caller.
[[nodiscard]] FileError file_error(int code, const Path& path, const std::string& doing);

/// Something else lies where a file belongs: a link, a folder, a FIFO, a socket, a device.
[[nodiscard]] FileError not_a_file(const Path& path);
/// The same file has other names, wherever they are.
[[nodiscard]] FileError has_other_names(const Path& path);

}  // namespace earwitness::os
