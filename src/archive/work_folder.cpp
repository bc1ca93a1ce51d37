// SPDX-License-Identifier: MIT
#include "archive/work_folder.hpp"

namespace earwitness::archive {

namespace {

LeftTeller left_teller = nullptr;

}  // namespace

void tell_what_is_left(LeftTeller teller) noexcept { left_teller = teller; }

WorkFolder::WorkFolder(os::FileSystem& fs, os::Path parent, const std::string& name)
    : fs_(fs), parent_(std::move(parent)), path_(parent_ / name) {
  remove();
  fs_.make_folder(path_);
}

WorkFolder::~WorkFolder() {
  if (committed_) return;
  try {
    remove();
  } catch (const std::exception& error) {  // another error is on its way
    if (left_teller != nullptr) left_teller(error, path_);
  }
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
