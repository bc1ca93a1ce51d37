// SPDX-License-Identifier: MIT
//
// Seals that stand in an archive and not in its ledger, as what made them was cut short between the two: those that the
// user's own key has signed, of recordings that the ledger knows. Whatever is read may be anyone's. One thread.
#pragma once

#include <string>
#include <vector>

#include "archive/ledger.hpp"
#include "crypto/ed25519.hpp"

namespace earwitness::archive {

struct MissingSeal {
  std::string name;       ///< of the conversation's folder
  std::string recording;  ///< UUID
  std::string bag;        ///< its folder's name
  std::string seal;
};

/// Signed by `key`. Nothing where there is no ledger. Throws FileError, Error(unknown_format) beyond a limit.
[[nodiscard]] std::vector<MissingSeal> find_missing_seals(os::FileSystem& fs, const os::Path& root,
                                                          const crypto::PublicKey& key);
/// Enters them, each by a line with a word of its own (`found`).
void enter_missing_seals(const LedgerEntries& ledger, const std::vector<MissingSeal>& missing);

}  // namespace earwitness::archive
