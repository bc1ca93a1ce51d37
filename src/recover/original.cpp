// SPDX-License-Identifier: MIT
#include "recover/original.hpp"

#include <algorithm>

#include "bag/contents.hpp"

namespace earwitness::recover_detail {

bool Original::has(const std::string& path) const {
  return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
}

bool is_audio_path(const std::string& path) {
  constexpr std::string_view prefix = "data/audio-";
  constexpr std::string_view suffix = ".flac";
  if (!path.starts_with(prefix) || !path.ends_with(suffix) || path.size() <= prefix.size() + suffix.size())
    return false;
  const auto number = std::string_view(path).substr(prefix.size(), path.size() - prefix.size() - suffix.size());
  return number.size() >= 3 && number.size() <= 9 && number.find_first_not_of("0123456789") == std::string_view::npos;
}

Original look_at(os::FileSystem& fs, const os::Path& folder) {
  Original found{folder, {}, {}, {}};
  for (const auto& content : bag::contents(fs, folder)) {
    if (content.kind != os::EntryKind::file) {
      found.others.push_back(content.path);
      continue;
    }
    found.files.push_back({content.path, content.size, bag::hash_file(fs, folder / content.path)});
    if (is_audio_path(content.path)) found.audio.push_back(content.path);
  }
  // By number: audio-1000 comes after audio-999.
  std::stable_sort(found.audio.begin(), found.audio.end(),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return found;
}

}  // namespace earwitness::recover_detail
