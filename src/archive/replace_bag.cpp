// SPDX-License-Identifier: MIT
#include "archive/replace_bag.hpp"

#include "archive/archive.hpp"

namespace earwitness::archive {

namespace {

constexpr const char* next_name = ".recording.new";
constexpr const char* old_name = ".recording.deleted";

/// From whichever step was the last: the new bag, where it is there, is whole.
void go_on(os::FileSystem& fs, const os::Path& folder) {
  const auto bag = Conversation{folder}.bag();
  if (fs.status(folder / next_name)) {
    if (fs.status(bag)) {
      if (fs.status(folder / old_name)) os::remove_tree(fs, folder / old_name);
      fs.rename(bag, folder / old_name);
      fs.sync_folder(folder);
    }
    fs.rename(folder / next_name, bag);
    fs.sync_folder(folder);
  }
  if (!fs.status(folder / old_name)) return;
  os::remove_tree(fs, folder / old_name);
  fs.sync_folder(folder);
}

}  // namespace

void replace_bag(os::FileSystem& fs, const os::Path& conversation, const os::Path& made) {
  fs.rename(made, conversation / next_name);
  fs.sync_folder(conversation);
  go_on(fs, conversation);
}

void finish_replacing(os::FileSystem& fs, const os::Path& root) {
  if (!fs.status(root)) return;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name)) continue;
    try {
      go_on(fs, root / entry.name);
    } catch (const FileError&) {  // another conversation's trouble is none of whoever calls; the next one tries again
    }
  }
}

}  // namespace earwitness::archive
