// SPDX-License-Identifier: MIT
//
// What an opponent would mend after a change, so that a changed input gets past the first checksum. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/fuzz.hpp"

namespace earwitness::fuzz {

/// A chain out of lines that have neither `seq` nor `prev`: each that begins with a brace gets both, in front.
[[nodiscard]] std::string chained(std::string_view lines);

/// FLAC bytes in which each frame, from one sync code to the next, has the CRC-8 and CRC-16 of what it is now.
[[nodiscard]] std::vector<std::byte> with_checksums(Input flac);

}  // namespace earwitness::fuzz
