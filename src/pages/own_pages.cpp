// SPDX-License-Identifier: MIT
#include "pages/own_pages.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace earwitness::pages {

namespace {

constexpr std::size_t page_head_bytes = 1024;
constexpr std::size_t chunk_bytes = 1024 * 1024;

/// How every page of this program begins, after its language.
constexpr std::string_view own_head =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-";

constexpr std::array<std::string_view, 2> sound_suffixes{".mp3", ".wav"};

/// The next bytes behind `text`, at most so many of those that are left; false where there are none, or fewer by now.
bool take(os::File& file, std::uint64_t& left, std::size_t bytes, std::string& text) {
  const auto before = text.size();
  const auto taken = std::min<std::uint64_t>(left, bytes);
  left -= taken;
  text.resize(before + static_cast<std::size_t>(taken));
  return taken > 0 && os::read_exactly(file, std::as_writable_bytes(std::span(text).subspan(before)));
}

/// Which of the words stand in a file of any length. An empty word stands nowhere.
std::vector<bool> find_in_file(os::FileSystem& fs, const os::Path& path, const std::vector<std::string>& words) {
  std::vector<bool> found(words.size(), false);
  std::size_t longest = 1;
  for (const auto& word : words) longest = std::max(longest, word.size());
  const auto file = fs.open(path);
  auto left = file->size();
  std::string window;
  while (take(*file, left, chunk_bytes, window)) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (!words[i].empty() && window.find(words[i]) != std::string::npos) found[i] = true;
    }
    window.erase(0, window.size() - std::min(window.size(), longest - 1));  // a word may lie across two chunks
  }
  return found;
}

}  // namespace

bool is_own_page(os::FileSystem& fs, const os::Path& path) {
  const auto file = fs.open(path);
  auto left = file->size();
  std::string head;
  return take(*file, left, page_head_bytes, head) && head.find(own_head) != std::string::npos;
}

std::vector<std::string> pages_of(os::FileSystem& fs, const os::Path& folder, const std::string& recording,
                                  const std::string& seal) {
  std::vector<std::string> names;
  const auto entries = fs.list(folder);
  const auto is_file = [&](const std::string& name) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const os::Entry& entry) { return entry.name == name && entry.kind == os::EntryKind::file; });
  };
  for (const auto& entry : entries) {
    if (entry.kind != os::EntryKind::file) continue;
    std::vector<std::string> sounds;
    for (const auto suffix : sound_suffixes)
      sounds.push_back(os::Path(entry.name).stem().string() + std::string(suffix));
    std::vector<std::string> words{recording, seal};
    words.insert(words.end(), sounds.begin(), sounds.end());
    try {
      if (!is_own_page(fs, folder / entry.name)) continue;
      const auto found = find_in_file(fs, folder / entry.name, words);
      if (!found[0] && !found[1]) continue;
      names.push_back(entry.name);
      for (std::size_t i = 0; i < sounds.size(); ++i) {
        if (found[2 + i] && is_file(sounds[i])) names.push_back(sounds[i]);
      }
    } catch (const FileError&) {  // nobody knows what it is
    }
  }
  return names;
}

}  // namespace earwitness::pages
