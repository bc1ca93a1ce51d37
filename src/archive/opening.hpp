// SPDX-License-Identifier: MIT
//
// The first line of a recording's journal, read without the rest of it: which recording this is, and what it names.
// What is read may be anyone's; whether the journal holds is verify's to say. Any thread.
#pragma once

#include <optional>
#include <string>

#include "os/file_system.hpp"

namespace earwitness::archive {

struct OpeningLine {
  std::string recording;  ///< UUID
  std::string hash;       ///< hex SHA-256 of the line without its newline
  std::string ledger;     ///< hash of the ledger's last line when it began; empty: it names none
  std::string key;        ///< fingerprint; empty: it names none
  std::string utc;        ///< when it was begun, as it says itself; printable; empty: of an import
  std::string imported;   ///< of an import, when it was imported, as it says itself; printable
};

/// Nothing where there is no journal, or its first line is no `open`. Throws FileError.
[[nodiscard]] std::optional<OpeningLine> read_opening(os::FileSystem& fs, const os::Path& bag);

/// The hex SHA-256 of the bag's tagmanifest-sha256.txt; empty where it is not sealed. Throws FileError.
[[nodiscard]] std::string read_seal(os::FileSystem& fs, const os::Path& bag);

}  // namespace earwitness::archive
