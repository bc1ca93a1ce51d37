// SPDX-License-Identifier: MIT
//
// What must hold after any attempt on any disk: what was promised is there, and what was not reached is told.
#pragma once

#include "tests/faults/attempt.hpp"
#include "tests/faults/memory_file_system.hpp"

namespace earwitness::faults {

/// An error that a person can act on: of the surroundings (exit 5), its subject a file of this archive, in its
/// sentence.
void require_good_report(const Reported& told);
/// Nothing that was once synced was changed or removed, but for the header that a FLAC file gets at its end.
void require_nothing_made_worse(const MemoryFileSystem& disk);
/// Without an error all that the device delivered is there, sealed, and verifies; with one it is a good report.
void require_told_or_complete(const Attempt& attempt, MemoryFileSystem& disk, Frames delivered);
/// All that was said to be on disk is there bit for bit, now and after power cuts with chances from `random`; and what
/// was sealed is sealed and unchanged then, too, if the disk `keeps_its_word`.
void require_kept(const Attempt& attempt, MemoryFileSystem& disk, Random& random, bool keeps_its_word);

}  // namespace earwitness::faults
