// SPDX-License-Identifier: MIT
//
// The notes that the original's journal commits to, and those that were written just before it could. One thread.
// Throws FileError.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "os/file_system.hpp"
#include "recover/kept_journal.hpp"
#include "recover/original.hpp"

namespace earwitness::recover_detail {

struct KeptNotes {
  std::string title;  ///< free text; empty: there is none
  /// Texts whose `note` line was never written.
  struct Uncommitted {
    std::uint64_t number = 0;
    crypto::Digest sha256{};
  };
  std::vector<Uncommitted> uncommitted;
  std::vector<std::uint64_t> missing;  ///< committed to, and their texts are not there
};

/// Copies the whole lines that fit into a new file. Where there is no original, the new one is empty.
[[nodiscard]] KeptNotes keep_notes(os::FileSystem& fs, const Original& original, const os::Path& to,
                                   const KeptJournal& journal);

}  // namespace earwitness::recover_detail
