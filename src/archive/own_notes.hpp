// SPDX-License-Identifier: MIT
//
// What the user began or did on this computer, and what no ledger shows: a note beside the folder of keys, whose name
// is what it is of. Only the user writes there, so it shows what a line of the ledger would. Whether nobody else can
// write there is the caller's to look at. One thread.
//
// `.begun-HASH`: a recording was begun, and the ledger could not be told; HASH is of its journal's first line. Who
// recovers it may sign it. `.binned-HASH`: a recording was put into the bin (bin.hpp). What has been there for its time
// may be deleted, and the ledger told so.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::archive {

enum class OwnNote { begun, binned };

/// Empty for what is no hash: it may come from a journal, which may be anyone's.
[[nodiscard]] os::Path own_note(const os::Path& notes, OwnNote kind, const std::string& hash);
/// `notes` is made where it is not there. Throws nothing: where it can't be written nothing shows it, and so it is
/// asked.
void write_own_note(os::FileSystem& fs, const os::Path& notes, OwnNote kind, const std::string& hash) noexcept;
[[nodiscard]] bool has_own_note(os::FileSystem& fs, const os::Path& notes, OwnNote kind,
                                const std::string& hash) noexcept;
/// The hashes of all notes of that kind that lie there. Throws nothing.
[[nodiscard]] std::vector<std::string> read_own_notes(os::FileSystem& fs, const os::Path& notes, OwnNote kind) noexcept;
/// Once it is not needed any more.
void remove_own_note(os::FileSystem& fs, const os::Path& notes, OwnNote kind, const std::string& hash) noexcept;

}  // namespace earwitness::archive
