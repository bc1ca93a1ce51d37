// SPDX-License-Identifier: MIT
#include "bag/contents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::bag {

namespace {

constexpr std::size_t hash_chunk_bytes = 256 * 1024;

void collect(os::FileSystem& fs, const os::Path& bag, const std::string& below, std::size_t depth,
             std::vector<Content>& found, std::vector<std::string>& folders) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorKind::unknown_format, bag.string(),
                tr("{} can't be read as a recording: {}", base::printable(bag.string()), why));
  };
  if (depth > limits::bag_depth) refuse(tr("its folders nest deeper than {}", limits::bag_depth));
  for (const auto& entry : fs.list(bag / below)) {
    const auto path = below.empty() ? entry.name : below + "/" + entry.name;
    if (entry.kind == os::EntryKind::folder) {
      if (folders.size() >= limits::bag_files) refuse(tr("it has more than {} folders", limits::bag_files));
      folders.push_back(path);
      collect(fs, bag, path, depth + 1, found, folders);
      continue;
    }
    if (found.size() >= limits::bag_files) refuse(tr("it has more than {} files", limits::bag_files));
    found.push_back({path, entry.kind, entry.size});
  }
}

std::uint64_t max_bytes(FileRole role) noexcept {
  switch (role) {
    case FileRole::journal:
    case FileRole::notes:
    case FileRole::levels:
    case FileRole::salts:
      return limits::journal_bytes;
    case FileRole::audio:
    case FileRole::excerpt_audio:
    case FileRole::imported:
    case FileRole::none:  // told as what it is
      return limits::sound_file_bytes;
    default:
      return limits::tag_file_bytes;
  }
}

}  // namespace

std::uint64_t bytes_of_files(os::FileSystem& fs, const os::Path& folder) {
  std::uint64_t bytes = 0;
  if (!fs.status(folder)) return bytes;
  for (const auto& content : contents(fs, folder)) {
    if (content.kind == os::EntryKind::file) bytes += content.size;
  }
  return bytes;
}

bool is_too_large(const Content& content) noexcept { return content.size > max_bytes(role_of(content.path)); }

std::vector<Content> contents(os::FileSystem& fs, const os::Path& bag, const std::string& below,
                              std::vector<std::string>* folders) {
  std::vector<Content> found;
  std::vector<std::string> found_folders;
  collect(fs, bag, below, 0, found, found_folders);
  std::sort(found.begin(), found.end(), [](const Content& a, const Content& b) { return a.path < b.path; });
  std::sort(found_folders.begin(), found_folders.end());
  if (folders != nullptr) *folders = std::move(found_folders);
  return found;
}

HashedFile hash_and_count(os::FileSystem& fs, const os::Path& path) {
  const auto file = fs.open(path);
  HashedFile result;
  crypto::Sha256 hash;
  std::vector<std::byte> piece(hash_chunk_bytes);
  for (auto got = file->read(piece); got > 0; got = file->read(piece)) {
    hash.update(std::span(piece).first(got));
    result.bytes += got;
  }
  result.sha256 = base::to_hex(hash.finish());
  return result;
}

std::string hash_file(os::FileSystem& fs, const os::Path& path) { return hash_and_count(fs, path).sha256; }

}  // namespace earwitness::bag
