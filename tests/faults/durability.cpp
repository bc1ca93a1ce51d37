// SPDX-License-Identifier: MIT
//
// The half of MemoryFileSystem that tells what is seen from what is kept.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "os/file_errors.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/faults/memory_node.hpp"

namespace earwitness::faults {

using memory::NameChange;
using memory::Node;

namespace {

using Names = std::map<std::string, std::shared_ptr<Node>>;

void apply(const NameChange& change, Names* from, Names* to) {
  if (from != nullptr) {
    const auto found = from->find(change.from);
    if (found != from->end() && found->second == change.node) from->erase(found);
  }
  if (to != nullptr) (*to)[change.to] = change.node;
}

void come_to_platter(const NameChange& change) {
  apply(change, change.from_folder ? &change.from_folder->durable_names : nullptr,
        change.to_folder ? &change.to_folder->durable_names : nullptr);
}

/// How a power cut treats a whole disk: some lose all that was not synced, some nothing, most a little of each.
enum class Mood { drops_all, keeps_all, mixed };

void keep_some(std::vector<std::byte>& content, const memory::Write& write, Mood mood, Random& random) {
  if (mood == Mood::drops_all) return;
  const auto fate = mood == Mood::keeps_all ? 0 : random.below(10);
  auto bytes = write.bytes;
  if (fate >= 4 && fate <= 6) return;  // never arrived
  if (fate == 7) bytes.resize(static_cast<std::size_t>(random.below(bytes.size() + 1)));
  if (fate == 8) std::fill(bytes.begin(), bytes.end(), std::byte{0});
  if (fate == 9) {
    for (auto& byte : bytes) byte = static_cast<std::byte>(random.next() & 0xFFU);
  }
  if (!bytes.empty()) memory::put(content, write.offset, bytes);
}

/// Names as chance has left them, without a change to the disk that they come from.
class NamesLeft {
 public:
  Names& of(const std::shared_ptr<Node>& folder) {
    return left_.try_emplace(folder.get(), folder->durable_names).first->second;
  }

 private:
  std::map<const Node*, Names> left_;
};

std::shared_ptr<Node> rebuild(const std::shared_ptr<Node>& node, NamesLeft& left, Mood mood, Random& random) {
  auto made = std::make_shared<Node>();
  made->is_folder = node->is_folder;
  made->read_only = node->mode_unsynced ? random.one_in(2) : node->read_only;
  made->content = node->durable;
  for (const auto& write : node->unsynced) keep_some(made->content, write, mood, random);
  made->durable = made->content;
  if (node->is_folder) {
    for (const auto& [name, child] : left.of(node)) made->names[name] = rebuild(child, left, mood, random);
    made->durable_names = made->names;
  }
  return made;
}

std::uint64_t bytes_below(const Node& node) {
  std::uint64_t bytes = node.content.size();
  for (const auto& [name, child] : node.names) bytes += bytes_below(*child);
  return bytes;
}

void take_snapshot(const Node& node, const std::string& path, std::map<std::string, std::string>& into) {
  auto& text = into[path];
  text = node.is_folder ? "folder" : node.read_only ? "0400 " : "0600 ";
  text.append(reinterpret_cast<const char*>(node.content.data()), node.content.size());
  for (const auto& [name, child] : node.names) take_snapshot(*child, path + "/" + name, into);
}

}  // namespace

void MemoryFileSystem::begin_sync(const os::Path& path) {
  require_power(path, "sync");
  if (cut_after_ != 0 && syncs_ + 1 >= cut_after_) cut_power();
  require_power(path, "sync");
  ++syncs_;
}

void MemoryFileSystem::sync(Node& node, const os::Path& path) {
  begin_sync(path);
  for (const auto& write : node.unsynced) memory::put(node.durable, write.offset, write.bytes);
  node.unsynced.clear();
}

void MemoryFileSystem::sync_folder(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  const auto folder = existing(path, "open the folder");
  if (!folder->is_folder) throw os::file_error(ENOTDIR, path, "open the folder");
  begin_sync(path);
  std::erase_if(unsynced_names_, [&](const NameChange& change) {
    const bool is_synced = change.from_folder == folder || change.to_folder == folder;
    if (is_synced) come_to_platter(change);
    return is_synced;
  });
}

void MemoryFileSystem::sync_all_names() {
  const std::lock_guard lock(mutex_);
  for (const auto& change : unsynced_names_) come_to_platter(change);
  unsynced_names_.clear();
}

void MemoryFileSystem::cut_power_at_sync(std::uint64_t nth) {
  const std::lock_guard lock(mutex_);
  cut_after_ = nth == 0 ? 0 : syncs_ + nth;
}

void MemoryFileSystem::cut_power() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(powered_, false) && on_power_cut) on_power_cut();
}

void MemoryFileSystem::set_capacity(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

void MemoryFileSystem::lose_unsynced(const os::Path& path) {
  const std::lock_guard lock(mutex_);
  const auto place = find(path, "look at");
  if (place.node) place.node->unsynced.clear();
}

bool MemoryFileSystem::powered() const {
  const std::lock_guard lock(mutex_);
  return powered_;
}

std::uint64_t MemoryFileSystem::syncs() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

std::uint64_t MemoryFileSystem::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

bool MemoryFileSystem::is_read_only(const os::Path& path) const {
  const std::lock_guard lock(mutex_);
  return existing(path, "look at")->read_only;
}

std::vector<MemoryFileSystem::Touched> MemoryFileSystem::touched() const {
  const std::lock_guard lock(mutex_);
  return touched_;
}

std::map<std::string, std::string> MemoryFileSystem::snapshot(const os::Path& folder) const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> taken;
  take_snapshot(*existing(folder, "look at"), ".", taken);
  return taken;
}

std::unique_ptr<MemoryFileSystem> MemoryFileSystem::after_power_cut(Random& random) const {
  const std::lock_guard lock(mutex_);
  const auto drawn = random.below(8);
  const auto mood = drawn == 0 ? Mood::drops_all : drawn == 1 ? Mood::keeps_all : Mood::mixed;
  NamesLeft left;
  for (const auto& change : unsynced_names_) {
    const bool kept = mood == Mood::keeps_all || (mood == Mood::mixed && random.one_in(2));
    if (!kept) continue;
    apply(change, change.from_folder ? &left.of(change.from_folder) : nullptr,
          change.to_folder ? &left.of(change.to_folder) : nullptr);
  }
  auto rebooted = std::make_unique<MemoryFileSystem>(capacity_);
  rebooted->root_ = rebuild(root_, left, mood, random);
  rebooted->used_ = bytes_below(*rebooted->root_);
  return rebooted;
}

}  // namespace earwitness::faults
