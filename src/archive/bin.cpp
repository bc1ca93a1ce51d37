// SPDX-License-Identifier: MIT
#include "archive/bin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "archive/archive.hpp"
#include "archive/deletion.hpp"
#include "archive/name_match.hpp"
#include "bag/contents.hpp"
#include "base/time.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::archive {

namespace {

constexpr std::string_view shape_of_time = "20261130T084005Z";

/// `20261130T084005Z`: what any disk takes for a name, and sorts by.
std::string folder_of_time(UtcTime time) {
  auto text = base::rfc3339(std::chrono::floor<std::chrono::seconds>(time)).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + 'Z';
}

std::optional<UtcTime> time_of_folder(const std::string& name) {
  if (name.size() != shape_of_time.size()) return std::nullopt;
  const auto time = base::parse_rfc3339(fmt::format("{}-{}-{}:{}:{}", name.substr(0, 4), name.substr(4, 2),
                                                    name.substr(6, 5), name.substr(11, 2), name.substr(13)));
  return time && folder_of_time(*time) == name ? time : std::nullopt;
}

bool is_folder(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry && entry->kind == os::EntryKind::folder;
}

/// Its name is on the disk then: whoever made it before may not have come to that.
void make_folder_if_missing(os::FileSystem& fs, const os::Path& path) {
  try {
    fs.make_folder(path);
  } catch (const FileError& error) {
    if (error.code() != EEXIST) throw;
  }
  fs.sync_folder(path.parent_path());
}

void remove_if_empty(os::FileSystem& fs, const os::Path& folder) try {
  if (fs.list(folder).empty()) fs.remove_folder(folder);
} catch (const FileError&) {  // the next one tries again
}

}  // namespace

std::vector<Binned> read_bin(os::FileSystem& fs, const os::Path& root) {
  std::vector<Binned> found;
  const auto bin = root / bin_folder;
  if (!is_folder(fs, bin)) return found;
  for (const auto& moment : fs.list(bin)) {
    const auto time = moment.kind == os::EntryKind::folder ? time_of_folder(moment.name) : std::nullopt;
    if (!time) continue;
    for (const auto& entry : fs.list(bin / moment.name)) {
      if (entry.kind != os::EntryKind::folder) continue;
      found.push_back({entry.name, bin / moment.name / entry.name, *time});
    }
  }
  std::reverse(found.begin(), found.end());
  return found;
}

std::uint64_t bytes_in_bin(os::FileSystem& fs, const os::Path& root) {
  std::uint64_t bytes = 0;
  for (const auto& one : read_bin(fs, root)) bytes += bag::bytes_of_files(fs, one.folder);
  return bytes;
}

std::vector<Binned> find_in_bin(os::FileSystem& fs, const os::Path& root, const std::string& word) {
  auto all = read_bin(fs, root);
  std::error_code unseen;
  const auto path = std::filesystem::absolute(word, unseen).lexically_normal();
  const auto whole =
      std::find_if(all.begin(), all.end(), [&](const Binned& one) { return one.name == word || one.folder == path; });
  if (whole != all.end()) return {*whole};
  std::erase_if(all, [&](const Binned& one) { return !fits_name(one.name, word); });
  keep_whole_titles(all, word, [](const Binned& one) -> const std::string& { return one.name; });
  return all;
}

bool is_in_bin(const os::Path& path, const os::Path& root) {
  const auto bin = (root / bin_folder).lexically_normal();
  const auto inner = path.lexically_normal();
  return std::mismatch(bin.begin(), bin.end(), inner.begin(), inner.end()).first == bin.end();
}

Binned put_into_bin(os::FileSystem& fs, const os::Path& conversation, UtcTime now) {
  const auto root = conversation.parent_path();
  const auto name = conversation.filename().string();
  const auto bin = root / bin_folder;
  make_folder_if_missing(fs, bin);
  auto deleted = std::chrono::floor<std::chrono::seconds>(now);
  // One of that name, which was made after that, may have been put there in this very second.
  while (fs.status(bin / folder_of_time(deleted) / name)) deleted += std::chrono::seconds(1);
  const auto moment = bin / folder_of_time(deleted);
  make_folder_if_missing(fs, moment);
  fs.rename(conversation, moment / name);
  fs.sync_folder(moment);
  fs.sync_folder(root);
  return {name, moment / name, deleted};
}

os::Path take_back(os::FileSystem& fs, const os::Path& root, const Binned& binned) {
  auto to = root / binned.name;
  if (fs.status(to)) throw in_the_way(to);
  fs.rename(binned.folder, to);
  fs.sync_folder(root);
  fs.sync_folder(binned.folder.parent_path());
  remove_empty_folders_of_bin(fs, root);
  return to;
}

std::string note_hash(os::FileSystem& fs, const Binned& binned) {
  const auto lies = recording_to_delete(fs, binned.folder);
  return crypto::sha256_hex(
      fmt::format("{}/{}\n{}\n{}\n", folder_of_time(binned.deleted), binned.name, lies.recording, lies.seal));
}

void remove_empty_folders_of_bin(os::FileSystem& fs, const os::Path& root) noexcept {
  try {
    const auto bin = root / bin_folder;
    if (!is_folder(fs, bin)) return;
    for (const auto& moment : fs.list(bin)) {
      if (moment.kind == os::EntryKind::folder && time_of_folder(moment.name)) remove_if_empty(fs, bin / moment.name);
    }
    remove_if_empty(fs, bin);
  } catch (const std::exception&) {  // the next one tries again
  }
}

}  // namespace earwitness::archive
