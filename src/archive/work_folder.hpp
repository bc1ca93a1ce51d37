// SPDX-License-Identifier: MIT
//
// A folder where something is made that counts only when it is whole: a recovered bag, an excerpt, an export. Until
// then it has a name that no other thing has (`excerpt-ID.new`, ID drawn by chance), and it is gone if it does not get
// its own. Nothing that lies there already is touched, whatever it is called: what a crash left is removed by an intent
// (intent.hpp) or a note (work_notes.hpp), which name it exactly. One thread. Throws FileError.
#pragma once

#include <string>
#include <string_view>

#include "os/file_system.hpp"

namespace earwitness::archive {

/// A name for such a folder or file, which nothing has had: `STEM-ID.new`.
[[nodiscard]] std::string new_work_name(std::string_view stem);
/// The ID in such a name; empty: it is none.
[[nodiscard]] std::string work_id(std::string_view name);
/// Whether it is one of this stem.
[[nodiscard]] bool is_work_name(std::string_view name, std::string_view stem);

class WorkFolder {
 public:
  /// Makes `parent/name`. EEXIST where anything has that name.
  WorkFolder(os::FileSystem& fs, os::Path parent, const std::string& name);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] const os::Path& path() const noexcept { return path_; }
  /// Gives it the name `to` in the same parent, durably.
  void commit(const os::Path& to);
  /// Leaves it where it is: somebody else answers for it from now on.
  void keep() noexcept { committed_ = true; }

 private:
  os::FileSystem& fs_;
  os::Path parent_;
  os::Path path_;
  bool committed_ = false;
};

}  // namespace earwitness::archive
