// SPDX-License-Identifier: MIT
//
// What versions of before 30 November 2026 left where the deletion of a part was cut short: `.recording.new` was to
// take the place of the recording, which became `.recording.deleted`. (Now an intent says so: intent.hpp.) It may have
// been put there by anyone, so it is proven before anything goes: the new bag is what is left of the old one, and the
// ledger has said that a part of that was deleted. What is not proven is left as it is, and told. One thread; whoever
// calls holds the lock that changes of an archive need. Throws FileError.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::archive {

/// Throws Error(surroundings) where such a thing lies there: before anything is made or entered.
void require_replaceable(os::FileSystem& fs, const os::Path& conversation);

/// Whether any does.
[[nodiscard]] bool is_being_replaced(os::FileSystem& fs, const os::Path& conversation);

/// How it is shown that a bag is what is left of a recording.
struct ReplacementProof {
  /// Verifies the bag as a stranger would: the seal of the recording that it is an unchanged excerpt of; empty where it
  /// is none.
  std::function<std::string(const os::Path& bag)> original_of;
  /// Whether the ledger says, signed by a key of the user's own, that of the recording with the one seal a part was
  /// deleted, and that what is left has the other one; where `plan` is not empty, also that this is the SHA-256 of what
  /// is written down to be done with it.
  std::function<bool(const std::string& seal_before, const std::string& seal_after, const std::string& plan)>
      is_announced;
};

struct LeftUnfinished {
  os::Path path;       ///< what is there
  std::string reason;  ///< a sentence
};

/// Completes what a crash left of that, in every conversation of the archive, and tells what it left as it was. One
/// that fails is left to the next call.
[[nodiscard]] std::vector<LeftUnfinished> finish_replacing(os::FileSystem& fs, const os::Path& root,
                                                           const ReplacementProof& proof);

/// Whether a line of the archive's ledger says that a part was deleted, as ReplacementProof has it. `keys` are PEMs of
/// public keys. Throws FileError, and Error(unknown_format) beyond a limit.
[[nodiscard]] bool is_part_deleted(os::FileSystem& fs, const os::Path& root, const std::string& seal_before,
                                   const std::string& seal_after, const std::string& plan,
                                   const std::vector<std::string>& keys);

}  // namespace earwitness::archive
