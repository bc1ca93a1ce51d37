// SPDX-License-Identifier: MIT
//
// Recordings that were begun on this computer, and of which the ledger could not be told: a note beside the folder of
// keys (`.begun-HASH`), by the hash of the journal's first line. Only the user writes there, so it shows what a line of
// the ledger would: who recovers such a recording may sign it. Whether nobody else can write there is the caller's to
// look at. One thread.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::archive {

/// Empty for what is no hash: it comes from a journal, which may be anyone's.
[[nodiscard]] os::Path begun_note(const os::Path& notes, const std::string& open);
/// `notes` is made where it is not there. Throws nothing: the recording goes on, and `recover` asks then.
void note_begun(os::FileSystem& fs, const os::Path& notes, const std::string& open) noexcept;
[[nodiscard]] bool is_noted_as_begun(os::FileSystem& fs, const os::Path& notes, const std::string& open) noexcept;
/// Of all notes that lie there, by their hashes. Throws nothing.
[[nodiscard]] std::vector<std::string> read_begun_notes(os::FileSystem& fs, const os::Path& notes) noexcept;
/// Once the ledger has its seal, or it is recovered.
void forget_begun(os::FileSystem& fs, const os::Path& notes, const std::string& open) noexcept;

}  // namespace earwitness::archive
