// SPDX-License-Identifier: MIT
//
// Which bags a folder holds, so that whoever checks it checks all of them: nothing in it is passed over without a word.
// Only names and kinds are looked at; links are told, never followed. Any thread. Throws FileError for the folder
// itself, and Error(unknown_format) beyond limits::recordings.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness {

/// Whether anything there says that it is a bag, sealed or not.
[[nodiscard]] bool is_bag(os::FileSystem& fs, const os::Path& folder);
/// Neither sealed, nor robbed of its seal.
[[nodiscard]] bool was_interrupted(os::FileSystem& fs, const os::Path& bag);

struct BagInScope {
  os::Path path;               ///< for verify(): a bag, or the conversation's folder whose recording is meant
  bool is_derived = false;     ///< beside the recording that it was made of: an excerpt, a transcript
  bool is_unfinished = false;  ///< a command that was interrupted left it: no recording of anything, only told
  std::string why_not{};       ///< not empty: it bears a bag's name and can't be checked; a sentence that says why
};

/// Of a bag itself: that one alone. Of a conversation's or an exported folder: its recording (or what was recovered of
/// it, where it was interrupted), then every other bag in it, whatever its name. Of a folder of such folders: those of
/// all of them, however deep; what is too deep, or too much, is told by one of them. Empty where there is none.
/// `is_own`: it lies in the checker's archive, where a folder that a command has not finished, or not removed to its
/// end, is told apart.
[[nodiscard]] std::vector<BagInScope> bags_in(os::FileSystem& fs, const os::Path& folder, bool is_own);

/// Of what bags_in() names in one's own archive, each bag that has a journal and is no excerpt, whatever its folder is
/// called: what a ledger has to know.
[[nodiscard]] std::vector<os::Path> recordings_in(os::FileSystem& fs, const os::Path& folder);

}  // namespace earwitness
