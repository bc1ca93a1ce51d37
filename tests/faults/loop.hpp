// SPDX-License-Identifier: MIT
//
// The loop over all faults: for every kind of operation, errno and lasting, the first such operation fails, then the
// second, and so on, until a run is not hit any more. Each run begins with a fresh world.
#pragma once

#include <functional>
#include <vector>

#include "tests/faults/faulty_file_system.hpp"

namespace earwitness::faults {

/// One run with this fault, and its judgement; how often it was hit.
using OneRun = std::function<std::uint64_t(const Fault&)>;

/// Faults that differ in everything but their number.
[[nodiscard]] std::vector<Fault> every_failure();
/// Short writes, and disks that say that they did what they did not do.
[[nodiscard]] std::vector<Fault> every_lie();

/// Runs `fault` at 1, 2, 3 ... until it does not strike. Returns how many runs it struck.
std::uint64_t at_every_place(Fault fault, const OneRun& run);

}  // namespace earwitness::faults
