// SPDX-License-Identifier: MIT
//
// Another bag in the place of a recording's own, for good: what deletes a part of one rests on this. At every moment
// either the old bag or the new one is there whole, and what a crash interrupts is completed by whoever changes the
// archive next. One thread; whoever calls holds the lock that changes of an archive need. Throws FileError.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::archive {

/// `made` is a sealed bag in the conversation's folder; it becomes its `recording/`, and what was there is removed.
void replace_bag(os::FileSystem& fs, const os::Path& conversation, const os::Path& made);

/// Completes what a crash left of that, in every conversation of the archive; one that fails is left to the next call.
void finish_replacing(os::FileSystem& fs, const os::Path& root);

}  // namespace earwitness::archive
