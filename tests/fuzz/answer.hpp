// SPDX-License-Identifier: MIT
//
// What each verification must hold, whatever was verified. Throws Broken.
#pragma once

#include "os/file_system.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "verify/verify.hpp"

namespace earwitness::fuzz {

/// What it says is printable, and the verdict is that of its checks.
void require_answer(const Verification& result);

/// Verifies the bag: nothing in it changes, and what can't be answered is an error of the kinds that there are for
/// that.
[[nodiscard]] std::optional<Verification> require_verified(faults::MemoryFileSystem& disk, const os::Path& bag);

}  // namespace earwitness::fuzz
