// SPDX-License-Identifier: MIT
//
// That an archive was looked through and nothing in its conversations was left half-done: `.settled` in its folder. So
// a command need not look into each of thousands of conversations for what a crash may have left there.
//
// It holds for one boot of one computer (a power cut leaves what no process knows of), and until a recording ends
// otherwise than it should: whoever records says in the lock's file which folder is theirs, and, once all is sealed and
// entered, that they are done. Every other change writes down what it does beforehand (intent.hpp), and that is always
// looked for. What it says is believed of cleaning up alone: no check rests on it, and `recover` and `doctor` look
// through the archive whatever it says. One thread; throws nothing.
#pragma once

#include "archive/archive.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

/// What a recording says there once nothing of it is left to be done: that no process is at work.
[[nodiscard]] Running when_ended(Running running);

/// Whether anything in the archive's own folder has the name of a change that is not done: looked for always.
[[nodiscard]] bool has_work_by_name(os::FileSystem& fs, const os::Path& root);

[[nodiscard]] bool is_settled(os::FileSystem& fs, const os::Path& root) noexcept;
/// The same, and none of its recordings waits to be recovered.
[[nodiscard]] bool has_none_interrupted(os::FileSystem& fs, const os::Path& root) noexcept;
/// Whoever calls has just looked through all of it. Where nothing can be written, the next one looks again.
void note_settled(os::FileSystem& fs, const os::Path& root) noexcept;
void forget_settled(os::FileSystem& fs, const os::Path& root) noexcept;

}  // namespace earwitness::archive
