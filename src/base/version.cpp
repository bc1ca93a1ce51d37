// SPDX-License-Identifier: MIT
#include "earwitness/version.hpp"

namespace earwitness {

const char* library_version() noexcept { return EARWITNESS_VERSION; }

}  // namespace earwitness
