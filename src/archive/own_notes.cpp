// SPDX-License-Identifier: MIT
#include "archive/own_notes.hpp"

#include <exception>
#include <utility>

#include "base/text.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::archive {

namespace {

std::string prefix_of(OwnNote kind) { return kind == OwnNote::begun ? ".begun-" : ".binned-"; }

}  // namespace

os::Path own_note(const os::Path& notes, OwnNote kind, const std::string& hash) {
  if (!base::is_lower_hex(hash, 2 * crypto::Digest().size())) return {};
  return notes / (prefix_of(kind) + hash);
}

void write_own_note(os::FileSystem& fs, const os::Path& notes, OwnNote kind, const std::string& hash) noexcept {
  try {
    const auto note = own_note(notes, kind, hash);
    if (note.empty() || fs.status(note)) return;
    os::make_folders(fs, notes);
    os::write_new(fs, note, {});
    fs.sync_folder(notes);
  } catch (const std::exception&) {  // nothing waits for it
  }
}

bool has_own_note(os::FileSystem& fs, const os::Path& notes, OwnNote kind, const std::string& hash) noexcept try {
  const auto note = own_note(notes, kind, hash);
  if (note.empty()) return false;
  const auto entry = fs.status(note);
  return entry && entry->kind == os::EntryKind::file && !entry->exposed && !entry->foreign && !entry->shared;
} catch (const std::exception&) {
  return false;
}

std::vector<std::string> read_own_notes(os::FileSystem& fs, const os::Path& notes, OwnNote kind) noexcept try {
  std::vector<std::string> found;
  if (!fs.status(notes)) return found;
  const auto prefix = prefix_of(kind);
  for (const auto& entry : fs.list(notes)) {
    if (!entry.name.starts_with(prefix)) continue;
    auto hash = entry.name.substr(prefix.size());
    if (has_own_note(fs, notes, kind, hash)) found.push_back(std::move(hash));
  }
  return found;
} catch (const std::exception&) {
  return {};
}

void remove_own_note(os::FileSystem& fs, const os::Path& notes, OwnNote kind, const std::string& hash) noexcept {
  try {
    const auto note = own_note(notes, kind, hash);
    if (!note.empty() && fs.status(note)) fs.remove_file(note);
  } catch (const std::exception&) {  // it says nothing that is not so
  }
}

}  // namespace earwitness::archive
