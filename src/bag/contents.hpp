// SPDX-License-Identifier: MIT
//
// What lies in a bag's folder. Links are told, never followed. Throws FileError, and Error(unknown_format) beyond
// limits::bag_files or limits::bag_depth. Any thread.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::bag {

struct Content {
  std::string path;  ///< from the bag's root
  os::EntryKind kind = os::EntryKind::file;
  std::uint64_t size = 0;
};

/// Everything but folders, at any depth, sorted by path. `folders`, if not null, gets those, by path as well.
[[nodiscard]] std::vector<Content> contents(os::FileSystem& fs, const os::Path& bag, const std::string& below = {},
                                            std::vector<std::string>* folders = nullptr);

/// Of all files at any depth together; nothing where the folder is not there.
[[nodiscard]] std::uint64_t bytes_of_files(os::FileSystem& fs, const os::Path& folder);

/// Whether it is larger than a file of its role may be. A file of holes has any size for nothing, so such a one is not
/// read at all.
[[nodiscard]] bool is_too_large(const Content& content) noexcept;

/// Hex SHA-256 of a file's bytes, read piece by piece.
[[nodiscard]] std::string hash_file(os::FileSystem& fs, const os::Path& path);
/// The same, and how many bytes that were.
struct HashedFile {
  std::string sha256;
  std::uint64_t bytes = 0;
};
[[nodiscard]] HashedFile hash_and_count(os::FileSystem& fs, const os::Path& path);

}  // namespace earwitness::bag
