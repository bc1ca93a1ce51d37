// SPDX-License-Identifier: MIT
#include "recover/work_folder.hpp"

namespace earwitness::recover_detail {

WorkFolder::WorkFolder(os::FileSystem& fs, os::Path conversation)
    : fs_(fs), conversation_(std::move(conversation)), bag_(conversation_ / "recovered.new") {
  remove();
  try {
    fs_.make_folder(bag_);
    fs_.make_folder(bag_ / "data");
  } catch (...) {
    try {
      remove();
    } catch (const std::exception&) {  // the first error is the one to report
    }
    throw;
  }
}

WorkFolder::~WorkFolder() {
  if (committed_) return;
  try {
    remove();
  } catch (const std::exception&) {  // another error is on its way; the next attempt removes it
  }
}

void WorkFolder::remove() {
  const auto entry = fs_.status(bag_);
  if (!entry) return;
  if (entry->kind == os::EntryKind::folder) {
    os::remove_tree(fs_, bag_);
  } else {
    fs_.remove_file(bag_);
  }
}

void WorkFolder::commit(const os::Path& to) {
  fs_.rename(bag_, to);
  committed_ = true;
  fs_.sync_folder(conversation_);
}

}  // namespace earwitness::recover_detail
