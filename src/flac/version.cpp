// SPDX-License-Identifier: MIT
#include "flac/version.hpp"

#include <sndfile.h>

namespace earwitness::flac {

std::string library_version() { return sf_version_string(); }

}  // namespace earwitness::flac
