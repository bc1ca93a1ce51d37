// SPDX-License-Identifier: MIT
#include "archive/reserve.hpp"

#include <algorithm>

#include "archive/archive.hpp"
#include "base/translate.hpp"

namespace earwitness::archive {

namespace {

constexpr std::size_t reserve_chunk_bytes = std::size_t{64} * 1024;
constexpr std::uint64_t max_reserve_bytes = std::uint64_t{64} * 1024 * 1024;  // two seconds of any format are less

}  // namespace

bool is_only_room(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > max_reserve_bytes) return false;
  const auto file = fs.open(path);
  std::vector<std::byte> buffer(reserve_chunk_bytes);
  for (auto got = file->read(buffer); got > 0; got = file->read(buffer)) {
    const auto end = buffer.begin() + static_cast<std::ptrdiff_t>(got);
    if (std::any_of(buffer.begin(), end, [](std::byte byte) { return byte != std::byte{0}; })) return false;
  }
  return true;
}

std::vector<os::Path> find_left_reserves(os::FileSystem& fs, const os::Path& root) {
  std::vector<os::Path> found;
  if (!fs.status(root)) return found;
  const auto entries = fs.list(root);
  const auto now = running(root);  // asked last: whoever begins from here on makes a folder that is not among these
  for (const auto& entry : entries) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name)) continue;
    if (now && (now->folder.empty() || os::Path(now->folder).filename() == entry.name)) continue;
    const auto path = Conversation{root / entry.name}.reserve();
    if (const auto reserve = fs.status(path); reserve && reserve->kind == os::EntryKind::file) found.push_back(path);
  }
  return found;
}

std::vector<LeftUnfinished> remove_left_reserves(os::FileSystem& fs, const os::Path& root) {
  std::vector<LeftUnfinished> left;
  for (const auto& path : find_left_reserves(fs, root)) {
    try {
      if (is_only_room(fs, path)) {
        fs.remove_file(path);
      } else {
        left.push_back({path, _("it holds something else than the room that a recording sets aside")});
      }
    } catch (const Error& error) {  // none of whoever calls; the next one tries again
      left.push_back({path, error.what()});
    }
  }
  return left;
}

}  // namespace earwitness::archive
