// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace earwitness::flac {

/// The libsndfile that is loaded, such as `libsndfile-1.2.0`.
[[nodiscard]] std::string library_version();

}  // namespace earwitness::flac
