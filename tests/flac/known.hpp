// SPDX-License-Identifier: MIT
//
// What the files of these tests have in common: the tags, and the frames of a block.
#pragma once

#include "earwitness/base.hpp"
#include "flac/writer.hpp"

namespace earwitness::test {

inline constexpr Frames block = 4096;
inline const flac::Tags tags{"2026-11-23T14:30:05.123456789Z", "0b7e0c3e-0000-4000-8000-000000000000",
                             "earwitness/test"};

}  // namespace earwitness::test
