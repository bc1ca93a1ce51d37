// SPDX-License-Identifier: MIT
//
// What is made in a folder that is no archive of the user's, such as an export on a stick, has no intent there. As long
// as it is made, a note beside the folder of keys (`.unfinished-ID`) has its path, whose name has the same ID; who
// makes something next removes what a crash left of it, and nothing else. Only the user writes in that folder: a note
// that others can write is none. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "os/file_system.hpp"
#include "os/lock.hpp"

namespace earwitness::archive {

/// Of one thing that is made. At its end the note goes, unless what it names is still there.
class WorkNote {
 public:
  /// `made` has a name by new_work_name(). Where the note can't be written there is none: what a crash leaves then
  /// stays. Throws nothing.
  WorkNote(os::FileSystem& fs, const os::Path& notes, const os::Path& made) noexcept;
  ~WorkNote();
  WorkNote(const WorkNote&) = delete;
  WorkNote& operator=(const WorkNote&) = delete;

 private:
  os::FileSystem& fs_;
  os::Path made_;
  os::Path note_;
  std::optional<os::Lock> lock_;
};

/// Removes what the notes in that folder name and nobody is at work on, where it can be reached now. Throws nothing:
/// what can't be done is left to the next one.
void remove_noted(os::FileSystem& fs, const os::Path& notes) noexcept;

}  // namespace earwitness::archive
