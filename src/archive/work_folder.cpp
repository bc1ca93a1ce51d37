// SPDX-License-Identifier: MIT
#include "archive/work_folder.hpp"

#include "os/left_behind.hpp"

namespace earwitness::archive {

WorkFolder::WorkFolder(os::FileSystem& fs, os::Path parent, const std::string& name)
    : fs_(fs), parent_(std::move(parent)), path_(parent_ / name) {
  remove();
  fs_.make_folder(path_);
}

WorkFolder::~WorkFolder() {
  if (committed_) return;
  (void)os::remove_or_tell(path_, [this] { remove(); });  // another error is on its way
}

void WorkFolder::remove() {
  const auto entry = fs_.status(path_);
  if (!entry) return;
  if (entry->kind == os::EntryKind::folder) {
    os::remove_tree(fs_, path_);
  } else {
    fs_.remove_file(path_);
  }
}

void WorkFolder::commit(const os::Path& to) {
  fs_.rename(path_, to);
  committed_ = true;
  fs_.sync_folder(parent_);
}

}  // namespace earwitness::archive
