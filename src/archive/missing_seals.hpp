// SPDX-License-Identifier: MIT
//
// What an archive holds and its ledger does not say. Seals without their line, as what made them was cut short between
// the two, or as the ledger could not be written: those that the user's own key has signed, of recordings that the
// ledger knows, that were noted as begun on this computer (own_notes.hpp), or that are back from the bin. And what is
// in the bin, where a copy of the archive is to be made without it. Whatever is read may be anyone's. One thread.
#pragma once

#include <string>
#include <vector>

#include "archive/deletion.hpp"
#include "archive/ledger.hpp"
#include "archive/opening.hpp"
#include "crypto/ed25519.hpp"

namespace earwitness::archive {

struct MissingSeal {
  std::string name;       ///< of the conversation's folder
  std::string recording;  ///< UUID
  std::string bag;        ///< its folder's name
  std::string seal;
};

/// Whether the bag `name` (`recording`, `recovered`, `transcript-N`) of this conversation is sealed by `key`, and says
/// under that signature that it is of the recording that `opening` is the first line of; `begun`: hash of the line that
/// the ledger has of it, or empty. What the user signed elsewhere can be put anywhere. Throws FileError.
[[nodiscard]] bool is_sealed_by(os::FileSystem& fs, const os::Path& conversation, const std::string& name,
                                const OpeningLine& opening, const std::string& begun, const crypto::PublicKey& key);

struct SealsWithoutLine {
  std::vector<MissingSeal> seals;
  std::vector<std::string> answered;  ///< of `begun_here`: the ledger has the seals of these
};

/// Signed by `key`. `begun_here` are hashes of journals' first lines, of recordings that were begun on this computer
/// though the ledger may have nothing of them. Nothing where there is no ledger. Throws FileError,
/// Error(unknown_format) beyond a limit.
[[nodiscard]] SealsWithoutLine find_missing_seals(os::FileSystem& fs, const os::Path& root,
                                                  const crypto::PublicKey& key,
                                                  const std::vector<std::string>& begun_here = {});
/// Recordings that the ledger has nothing of, though their journals name a line of it and `key` has signed them:
/// nothing but the word of whoever recorded them tells these from what a cut ledger leaves.
[[nodiscard]] std::vector<MissingSeal> find_unknown_seals(os::FileSystem& fs, const os::Path& root,
                                                          const crypto::PublicKey& key);
/// Enters them, each by a line with a word of its own (`found`).
void enter_missing_seals(const LedgerEntries& ledger, const std::vector<MissingSeal>& missing);

/// What is in the bin, and in the ledger without a word of that.
[[nodiscard]] std::vector<RecordingToDelete> find_untold_in_bin(os::FileSystem& fs, const os::Path& root);

}  // namespace earwitness::archive
