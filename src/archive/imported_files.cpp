// SPDX-License-Identifier: MIT
#include "archive/imported_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <string_view>

#include "archive/archive.hpp"
#include "bag/layout.hpp"
#include "bag/manifest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "os/left_behind.hpp"

namespace earwitness::archive {

namespace {

constexpr const char* index_name = ".imported";
constexpr std::string_view last_word = "end";
constexpr std::uint64_t max_index_bytes = 64ULL * 1024 * 1024;

/// What is written down of a conversation, and of each file in it.
std::string mark_of_name(const std::string& name) { return crypto::sha256_hex(name); }
std::string mark_of_file(const std::string& name, const std::string& sha256) {
  return crypto::sha256_hex(fmt::format("{}/{}", name, sha256));
}

std::vector<std::string> marks_of(const std::string& name, const std::vector<std::string>& hashes) {
  std::vector<std::string> marks;
  for (const auto& hash : hashes) marks.push_back(mark_of_file(name, hash));
  return marks;
}

/// Of the imported files that a sealed conversation lists; nothing where it is not sealed, or its list can't be read.
std::optional<std::vector<std::string>> hashes_of(os::FileSystem& fs, const os::Path& conversation) {
  const auto path = Conversation{conversation}.bag() / bag::payload_manifest;
  try {
    const auto manifest = fs.status(path);
    const bool can_be_read =
        manifest && manifest->kind == os::EntryKind::file && manifest->size <= limits::tag_file_bytes;
    if (!can_be_read) return std::nullopt;
    const auto folder = std::string(bag::imported_folder) + "/";
    std::vector<std::string> hashes;
    for (const auto& entry : bag::parse_manifest(os::read_all(fs, path, limits::tag_file_bytes)).entries) {
      if (entry.path.starts_with(folder)) hashes.push_back(entry.sha256);
    }
    return hashes;
  } catch (const Error&) {  // what can't be read there is left to verify
    return std::nullopt;
  }
}

/// Words up to the next newline, which is taken away; nothing where there is none.
std::optional<std::vector<std::string>> next_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  std::vector<std::string> words;
  for (std::size_t blank = 0; blank != std::string_view::npos;) {
    blank = line.find(' ');
    words.emplace_back(line.substr(0, blank));
    if (blank != std::string_view::npos) line.remove_prefix(blank + 1);
  }
  return words;
}

}  // namespace

ImportedFiles::ImportedFiles(os::FileSystem& fs, const os::Path& root) : fs_(fs), root_(root) { read_conversations(); }

std::map<std::string, ImportedFiles::Marks> ImportedFiles::read_index() const try {
  const auto entry = fs_.status(root_ / index_name);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > max_index_bytes) return {};
  const auto said = os::read_all(fs_, root_ / index_name, max_index_bytes);
  std::string_view text = said;
  std::map<std::string, Marks> index;
  while (auto words = next_line(text)) {
    if (words->size() == 1 && words->front() == last_word) return text.empty() ? index : std::map<std::string, Marks>();
    auto name = std::move(words->front());
    words->erase(words->begin());
    index.emplace(std::move(name), std::move(*words));
  }
  return {};  // half of it is none
} catch (const Error&) {
  return {};
}

void ImportedFiles::read_conversations() {
  auto index = read_index();
  for (const auto& entry : fs_.list(root_)) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name)) continue;
    if (const auto known = index.find(mark_of_name(entry.name)); known != index.end()) {
      known_.emplace(entry.name, std::move(known->second));
    } else if (const auto hashes = hashes_of(fs_, root_ / entry.name)) {
      known_.emplace(entry.name, marks_of(entry.name, *hashes));
    }
  }
}

std::vector<std::string> ImportedFiles::conversations_with(const std::string& sha256) const {
  std::vector<std::string> names;
  for (const auto& [name, marks] : known_) {
    if (marks.empty() || std::find(marks.begin(), marks.end(), mark_of_file(name, sha256)) == marks.end()) continue;
    const auto listed = hashes_of(fs_, root_ / name);
    if (listed && std::find(listed->begin(), listed->end(), sha256) != listed->end()) names.push_back(name);
  }
  return names;
}

void ImportedFiles::keep(const std::string& conversation, const std::vector<std::string>& hashes) noexcept try {
  known_[conversation] = marks_of(conversation, hashes);
  std::string text;
  for (const auto& [name, marks] : known_) {
    text += mark_of_name(name);
    for (const auto& mark : marks) text += " " + mark;
    text += "\n";
  }
  text += fmt::format("{}\n", last_word);
  const auto entry = fs_.status(root_ / index_name);
  if (entry && entry->kind != os::EntryKind::file) return;
  if (entry) fs_.remove_file(root_ / index_name);
  const auto file = fs_.create(root_ / index_name);
  os::write_all(*file, base::as_bytes(text));
  file->close();
} catch (const std::exception&) {  // the next one reads again
}

void forget_imported_files(os::FileSystem& fs, const os::Path& root) noexcept try {
  const auto entry = fs.status(root / index_name);
  if (entry && entry->kind == os::EntryKind::file) fs.remove_file(root / index_name);
} catch (const std::exception& error) {
  os::note_left(error, root / index_name);
}

}  // namespace earwitness::archive
