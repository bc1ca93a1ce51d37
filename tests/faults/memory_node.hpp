// SPDX-License-Identifier: MIT
//
// What MemoryFileSystem is made of: files and folders as they are seen, and as they are known to the platter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace earwitness::faults::memory {

struct Write {
  std::uint64_t offset = 0;
  std::vector<std::byte> bytes;
};

struct Node {
  bool is_folder = false;
  bool read_only = false;
  bool mode_unsynced = false;

  // of a file:
  std::vector<std::byte> content;
  std::vector<std::byte> durable;
  std::vector<Write> unsynced;

  // of a folder:
  std::map<std::string, std::shared_ptr<Node>> names;
  std::map<std::string, std::shared_ptr<Node>> durable_names;
};

/// One making, removing or renaming: it comes to the platter whole or not at all.
struct NameChange {
  std::shared_ptr<Node> node;
  std::shared_ptr<Node> from_folder;  ///< null: it is new
  std::string from;
  std::shared_ptr<Node> to_folder;  ///< null: it is gone
  std::string to;
};

inline void put(std::vector<std::byte>& content, std::uint64_t offset, std::span<const std::byte> bytes) {
  const auto at = static_cast<std::size_t>(offset);
  if (content.size() < at + bytes.size()) content.resize(at + bytes.size());
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace earwitness::faults::memory
