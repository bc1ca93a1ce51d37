// SPDX-License-Identifier: MIT
//
// One input as a folder of files, in memory. A line that begins with # begins a file, whose bytes go up to the newline
// before the next such line:
//
//   #file PATH     as they are
//   #chain PATH    a journal's lines, chained here
//   #flac PATH     with checksums made anew
//   #seal          no file: both manifests are made for what lies there, with the tag files that a bag must have
#pragma once

#include "os/file_system.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace earwitness::fuzz {

inline constexpr std::size_t max_files = 32;

/// Makes it at `root`, whose parent is made too. What can't be made (a file below a file) is left out.
void unpack(Input input, faults::MemoryFileSystem& disk, const os::Path& root);

}  // namespace earwitness::fuzz
