// SPDX-License-Identifier: MIT
#include "archive/work_notes.hpp"

#include <filesystem>
#include <string_view>

#include "archive/work_folder.hpp"
#include "base/limits.hpp"

namespace earwitness::archive {

namespace {

constexpr std::string_view note_begin = ".unfinished-";
constexpr std::size_t max_notes = 1000;  // that are read at once

/// The path in a note, if its name belongs to the note's; else empty.
os::Path path_in(os::FileSystem& fs, const os::Path& note, std::string_view id) {
  os::Path made(os::read_all(fs, note, limits::path_bytes));
  return made.is_absolute() && work_id(made.filename().string()) == id ? made : os::Path();
}

bool is_being_made(const os::Path& note) {
  const auto holder = os::Lock::holder(note);
  return holder.has_value();
}

void remove_made(os::FileSystem& fs, const os::Path& made) {
  const auto entry = fs.status(made);
  if (!entry) return;
  if (entry->kind == os::EntryKind::folder) {
    os::remove_tree(fs, made);
  } else if (entry->kind == os::EntryKind::file) {
    fs.remove_file(made);
  }
  fs.sync_folder(made.parent_path());
}

void settle_note(os::FileSystem& fs, const os::Path& note, std::string_view id, bool is_empty) {
  if (is_being_made(note)) return;
  if (is_empty) return fs.remove_file(note);  // a crash came before its first byte, and so before what it was to name
  const auto made = path_in(fs, note, id);
  if (made.empty()) return;                    // it is none of ours
  if (!fs.status(made.parent_path())) return;  // a stick that is not plugged in now
  remove_made(fs, made);
  fs.remove_file(note);
}

}  // namespace

WorkNote::WorkNote(os::FileSystem& fs, const os::Path& notes, const os::Path& made) noexcept : fs_(fs) {
  try {
    const auto id = work_id(made.filename().string());
    if (id.empty() || !fs.status(notes)) return;
    made_ = std::filesystem::absolute(made).lexically_normal();
    note_ = notes / (std::string(note_begin) + id);
    os::write_new(fs, note_, made_.string());
    lock_ = os::Lock::acquire(note_);
  } catch (const std::exception&) {  // a nicety: what is made does not wait for it
  }
}

WorkNote::~WorkNote() {
  try {
    if (note_.empty() || fs_.status(made_) || !fs_.status(note_)) return;
    fs_.remove_file(note_);
  } catch (const std::exception&) {  // the next one removes it
  }
}

void remove_noted(os::FileSystem& fs, const os::Path& notes) noexcept {
  try {
    if (!fs.status(notes)) return;
    std::size_t count = 0;
    for (const auto& entry : fs.list(notes)) {
      const std::string_view name(entry.name);
      const bool is_note = entry.kind == os::EntryKind::file && !entry.exposed && !entry.foreign && !entry.shared &&
                           name.starts_with(note_begin) && entry.size <= limits::path_bytes;
      if (!is_note || ++count > max_notes) continue;
      try {
        settle_note(fs, notes / entry.name, name.substr(note_begin.size()), entry.size == 0);
      } catch (const std::exception&) {  // another one may succeed
      }
    }
  } catch (const std::exception&) {  // nothing can be seen there
  }
}

}  // namespace earwitness::archive
