// SPDX-License-Identifier: MIT
#include "archive/begun_notes.hpp"

#include <algorithm>
#include <exception>

#include "crypto/sha256.hpp"

namespace earwitness::archive {

os::Path begun_note(const os::Path& notes, const std::string& open) {
  const bool is_hash = open.size() == 2 * crypto::Digest().size() && std::all_of(open.begin(), open.end(), [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
  return is_hash ? notes / (".begun-" + open) : os::Path();
}

void note_begun(os::FileSystem& fs, const os::Path& notes, const std::string& open) noexcept {
  try {
    const auto note = begun_note(notes, open);
    if (note.empty() || fs.status(note)) return;
    os::make_folders(fs, notes);
    os::write_new(fs, note, {});
    fs.sync_folder(notes);
  } catch (const std::exception&) {  // sound does not wait for it
  }
}

bool is_noted_as_begun(os::FileSystem& fs, const os::Path& notes, const std::string& open) noexcept try {
  const auto note = begun_note(notes, open);
  if (note.empty()) return false;
  const auto entry = fs.status(note);
  return entry && entry->kind == os::EntryKind::file && !entry->exposed && !entry->foreign && !entry->shared;
} catch (const std::exception&) {
  return false;
}

void forget_begun(os::FileSystem& fs, const os::Path& notes, const std::string& open) noexcept {
  try {
    const auto note = begun_note(notes, open);
    if (!note.empty() && fs.status(note)) fs.remove_file(note);
  } catch (const std::exception&) {  // it says nothing that is not so
  }
}

}  // namespace earwitness::archive
