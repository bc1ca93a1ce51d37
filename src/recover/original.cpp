// SPDX-License-Identifier: MIT
#include "recover/original.hpp"

#include <algorithm>

#include "bag/contents.hpp"
#include "bag/layout.hpp"

namespace earwitness::recover_detail {

bool Original::has(const std::string& path) const {
  return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
}

Original read_original(os::FileSystem& fs, const os::Path& folder) {
  Original found{folder, {}, {}, {}};
  for (const auto& content : bag::contents(fs, folder)) {
    if (content.kind != os::EntryKind::file || bag::is_too_large(content)) {
      found.others.push_back(content.path);
      continue;
    }
    found.files.push_back({content.path, content.size, bag::hash_file(fs, folder / content.path)});
    if (bag::role_of(content.path) == bag::FileRole::audio) found.audio.push_back(content.path);
  }
  // By number: audio-1000 comes after audio-999.
  std::stable_sort(found.audio.begin(), found.audio.end(),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return found;
}

}  // namespace earwitness::recover_detail
