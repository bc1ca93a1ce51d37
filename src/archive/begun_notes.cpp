// SPDX-License-Identifier: MIT
#include "archive/begun_notes.hpp"

#include <exception>

#include "base/text.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::archive {

os::Path begun_note(const os::Path& notes, const std::string& open) {
  return base::is_lower_hex(open, 2 * crypto::Digest().size()) ? notes / (".begun-" + open) : os::Path();
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
