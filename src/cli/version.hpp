// SPDX-License-Identifier: MIT
//
// What this build is, for bug reports.
#pragma once

#include <string>

namespace earwitness::cli {

/// Version, what is built in, and the libraries that are loaded: several lines without a last newline.
[[nodiscard]] std::string version_text();

}  // namespace earwitness::cli
