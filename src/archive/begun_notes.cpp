// SPDX-License-Identifier: MIT
#include "archive/begun_notes.hpp"

#include <exception>
#include <string_view>

#include "base/text.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::archive {

namespace {

constexpr std::string_view begun_prefix = ".begun-";

}  // namespace

os::Path begun_note(const os::Path& notes, const std::string& open) {
  return base::is_lower_hex(open, 2 * crypto::Digest().size()) ? notes / (std::string(begun_prefix) + open)
                                                               : os::Path();
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

std::vector<std::string> read_begun_notes(os::FileSystem& fs, const os::Path& notes) noexcept try {
  std::vector<std::string> found;
  if (!fs.status(notes)) return found;
  for (const auto& entry : fs.list(notes)) {
    if (!entry.name.starts_with(begun_prefix)) continue;
    const auto open = entry.name.substr(begun_prefix.size());
    if (is_noted_as_begun(fs, notes, open)) found.push_back(open);
  }
  return found;
} catch (const std::exception&) {
  return {};
}

void forget_begun(os::FileSystem& fs, const os::Path& notes, const std::string& open) noexcept {
  try {
    const auto note = begun_note(notes, open);
    if (!note.empty() && fs.status(note)) fs.remove_file(note);
  } catch (const std::exception&) {  // it says nothing that is not so
  }
}

}  // namespace earwitness::archive
