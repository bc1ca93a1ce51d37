// SPDX-License-Identifier: MIT
#include "tests/faults/memory_file_system.hpp"

#include <algorithm>
#include <cerrno>

#include "os/file_errors.hpp"
#include "tests/faults/memory_file.hpp"
#include "tests/faults/memory_node.hpp"

namespace earwitness::faults {

using memory::NameChange;
using memory::Node;

MemoryFileSystem::MemoryFileSystem(std::uint64_t capacity_bytes)
    : root_(std::make_shared<Node>()), capacity_(capacity_bytes) {
  root_->is_folder = true;
}

MemoryFileSystem::~MemoryFileSystem() = default;

void MemoryFileSystem::require_power(const os::Path& path, const char* doing) const {
  if (!powered_) throw os::file_error(EIO, path, doing);
}

MemoryFileSystem::Place MemoryFileSystem::find(const os::Path& path, const char* doing) const {
  require_power(path, doing);
  Place place{nullptr, {}, root_};
  for (const auto& part : path.relative_path().lexically_normal()) {
    const auto name = part.string();
    if (name.empty() || name == ".") continue;
    if (!place.node) throw os::file_error(ENOENT, path, doing);
    if (!place.node->is_folder) throw os::file_error(ENOTDIR, path, doing);
    const auto found = place.node->names.find(name);
    place = {place.node, name, found == place.node->names.end() ? nullptr : found->second};
  }
  return place;
}

MemoryFileSystem::NodePtr MemoryFileSystem::existing(const os::Path& path, const char* doing) const {
  auto place = find(path, doing);
  if (!place.node) throw os::file_error(ENOENT, path, doing);
  return place.node;
}

void MemoryFileSystem::change_names(NameChange change) {
  if (change.from_folder) change.from_folder->names.erase(change.from);
  if (change.to_folder) change.to_folder->names[change.to] = change.node;
  unsynced_names_.push_back(std::move(change));
}

void MemoryFileSystem::note_removal(const os::Path& path, const Node& node) {
  used_ -= node.content.size();
  if (!node.durable.empty()) touched_.push_back({path.string(), 0, node.durable.size(), true});
}

std::unique_ptr<os::File> MemoryFileSystem::create(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  const auto place = find(path, "make");
  if (place.node) throw os::file_error(EEXIST, path, "make");
  auto node = std::make_shared<Node>();
  change_names({node, nullptr, {}, place.folder, place.name});
  return std::make_unique<MemoryFile>(*this, std::move(node), path, true);
}

MemoryFileSystem::NodePtr MemoryFileSystem::existing_file(const os::Path& path) const {
  auto node = existing(path, "open");
  if (node->is_folder) throw os::file_error(EISDIR, path, "open as a file");
  return node;
}

std::unique_ptr<os::File> MemoryFileSystem::open(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  return std::make_unique<MemoryFile>(*this, existing_file(path), path, false);
}

std::unique_ptr<os::File> MemoryFileSystem::open_to_append(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  auto node = existing_file(path);
  if (node->read_only) throw os::file_error(EACCES, path, "open");
  auto file = std::make_unique<MemoryFile>(*this, node, path, true);
  file->seek(node->content.size());
  return file;
}

void MemoryFileSystem::make_folder(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  const auto place = find(path, "make the folder");
  if (place.node) throw os::file_error(EEXIST, path, "make the folder");
  auto node = std::make_shared<Node>();
  node->is_folder = true;
  change_names({std::move(node), nullptr, {}, place.folder, place.name});
}

void MemoryFileSystem::rename(const os::Path& from, const os::Path& to) {
  const std::lock_guard lock(mutex_);
  const auto source = find(from, "rename");
  const auto target = find(to, "rename to");
  if (!source.node) throw os::file_error(ENOENT, to, "rename to");
  if (source.node == target.node) return;
  if (target.node) {
    if (target.node->is_folder && !source.node->is_folder) throw os::file_error(EISDIR, to, "rename to");
    if (!target.node->is_folder && source.node->is_folder) throw os::file_error(ENOTDIR, to, "rename to");
    if (!target.node->names.empty()) throw os::file_error(ENOTEMPTY, to, "rename to");
    if (source.node->durable == target.node->content) {
      used_ -= target.node->content.size();  // the same bytes, and safe: nothing was taken away
    } else {
      note_removal(to, *target.node);
    }
  }
  change_names({source.node, source.folder, source.name, target.folder, target.name});
}

void MemoryFileSystem::remove_file(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  const auto place = find(path, "remove");
  if (!place.node) throw os::file_error(ENOENT, path, "remove");
  if (place.node->is_folder) throw os::file_error(EISDIR, path, "remove");
  note_removal(path, *place.node);
  change_names({place.node, place.folder, place.name, nullptr, {}});
}

void MemoryFileSystem::remove_folder(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  const auto place = find(path, "remove the folder");
  if (!place.node) throw os::file_error(ENOENT, path, "remove the folder");
  if (!place.node->is_folder) throw os::file_error(ENOTDIR, path, "remove the folder");
  if (!place.node->names.empty()) throw os::file_error(ENOTEMPTY, path, "remove the folder");
  change_names({place.node, place.folder, place.name, nullptr, {}});
}

void MemoryFileSystem::make_read_only(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  const auto node = existing(path, "make read-only");
  node->read_only = true;
  node->mode_unsynced = true;
}

std::vector<os::Entry> MemoryFileSystem::list(const os::Path& folder) {
  const std::lock_guard lock(mutex_);
  const auto node = existing(folder, "look into");
  if (!node->is_folder) throw os::file_error(ENOTDIR, folder, "look into");
  std::vector<os::Entry> entries;
  for (const auto& [name, child] : node->names) {
    entries.push_back({name, child->is_folder ? os::EntryKind::folder : os::EntryKind::file, child->content.size()});
  }
  return entries;
}

std::optional<os::Entry> MemoryFileSystem::status(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  try {
    const auto place = find(path, "look at");
    if (!place.node) return std::nullopt;
    return os::Entry{path.filename().string(), place.node->is_folder ? os::EntryKind::folder : os::EntryKind::file,
                     place.node->content.size()};
  } catch (const FileError& error) {
    if (error.code() == ENOENT || error.code() == ENOTDIR) return std::nullopt;
    throw;
  }
}

std::uint64_t MemoryFileSystem::free_bytes(const os::Path& folder) {
  const std::lock_guard lock(mutex_);
  (void)existing(folder, "look at the disk of");
  return capacity_ > used_ ? capacity_ - used_ : 0;
}

std::size_t MemoryFileSystem::write(Node& node, const os::Path& path, std::uint64_t at,
                                    std::span<const std::byte> bytes) {
  const auto size = static_cast<std::uint64_t>(node.content.size());
  const auto free = capacity_ > used_ ? capacity_ - used_ : 0;
  const auto most = (at > size ? 0 : size - at) + (at > size + free ? 0 : free - (at > size ? at - size : 0));
  const auto count = std::min<std::uint64_t>(bytes.size(), most);
  if (count == 0 && !bytes.empty()) throw os::file_error(ENOSPC, path, "write");
  bytes = bytes.first(static_cast<std::size_t>(count));
  if (at < node.durable.size()) {
    touched_.push_back({path.string(), at, std::min<std::uint64_t>(count, node.durable.size() - at), false});
  }
  memory::put(node.content, at, bytes);
  node.unsynced.push_back({at, {bytes.begin(), bytes.end()}});
  used_ += node.content.size() - size;
  return bytes.size();
}

}  // namespace earwitness::faults
