// SPDX-License-Identifier: MIT
//
// The text files of an import: journal, notes, levels (docs/format.md, "Import"). One thread. Throws FileError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "bag/layout.hpp"
#include "derive/import.hpp"
#include "derive/import_sound.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

/// What was copied.
struct ImportedBytes {
  std::string path;  ///< from the bag's root
  std::uint64_t bytes = 0;
  std::string sha256;
};

inline const std::string import_audio = bag::audio_path(1);

/// Makes the three files in `bag`/data. `claims`: sentences, free text. `sound` has an entry for each of `files`.
/// `behind_ledger`: so far the clock was before the newest line of the archive's ledger.
/// Returns the hash of the `open` line.
[[nodiscard]] std::string write_import_journal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag,
                                               const std::string& recording, const ImportRequest& request,
                                               const std::vector<ImportedBytes>& files,
                                               const std::vector<std::string>& claims, const ImportedSound& sound,
                                               const std::optional<std::chrono::seconds>& behind_ledger);

}  // namespace earwitness::derive
