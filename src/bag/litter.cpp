// SPDX-License-Identifier: MIT
#include "bag/litter.hpp"

#include <algorithm>
#include <array>

namespace earwitness::bag {

namespace {

constexpr std::array<std::string_view, 12> litter_files{
    ".DS_Store",     ".localized",  ".apdisk",   "Icon\r",                                         // macOS
    "desktop.ini",   "Desktop.ini", "Thumbs.db", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db",  // Windows
    ".directory",                                                                                  // KDE
    ".dropbox.attr",
};

constexpr std::array<std::string_view, 9> litter_folders{
    "__MACOSX",        ".AppleDouble",
    ".Spotlight-V100", ".fseventsd",
    ".Trashes",        ".TemporaryItems",            // macOS
    "$RECYCLE.BIN",    "System Volume Information",  // Windows
    "@eaDir",                                        // Synology
};

/// Where a stream of NTFS is copied to a file system that has none, it becomes a file of its own.
constexpr std::array<std::string_view, 2> stream_suffixes{":Zone.Identifier", ":Zone.Identifier:$DATA"};

/// What macOS knows of a file besides its content, where the file system has no room for it.
bool is_apple_double(std::string_view name) noexcept { return name.size() > 2 && name.starts_with("._"); }

bool is_stream(std::string_view name) noexcept {
  return std::any_of(stream_suffixes.begin(), stream_suffixes.end(),
                     [&](std::string_view suffix) { return name.size() > suffix.size() && name.ends_with(suffix); });
}

}  // namespace

bool is_litter(std::string_view path) noexcept {
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    const auto folder = path.substr(0, slash);
    if (std::find(litter_folders.begin(), litter_folders.end(), folder) != litter_folders.end()) return true;
    path.remove_prefix(slash + 1);
  }
  if (std::find(litter_files.begin(), litter_files.end(), path) != litter_files.end()) return true;
  if (std::find(litter_folders.begin(), litter_folders.end(), path) != litter_folders.end()) return true;
  return is_apple_double(path) || is_stream(path);
}

}  // namespace earwitness::bag
