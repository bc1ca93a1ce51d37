// SPDX-License-Identifier: MIT
//
// Which of the journal's lines the sound still bears out, and what is to be said after them. Pure; one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "recover/kept_journal.hpp"
#include "recover/sound.hpp"

namespace earwitness::recover_detail {

/// One audio file of the recovered bag.
struct PlannedFile {
  const Sound* sound = nullptr;
  const KeptLine* beginning = nullptr;  ///< its `file` line in the original; null: the journal never knew it
  bool begun = false;                   ///< that line still stands, so it is not said again
  std::size_t kept_seconds = 0;         ///< whose `audio` lines still stand
  Frames kept_frames = 0;               ///< the same, in frames
};

struct Plan {
  std::optional<std::uint64_t> unsupported_from;  ///< number of a line, from 1
  std::vector<PlannedFile> files;                 ///< with sound; in the order that the journal gives them
  /// Frames that the journal speaks of and that are not there at the end of a file, in the journal's order.
  struct Missing {
    std::string file;
    Frames frames = 0;
  };
  std::vector<Missing> missing;
};

[[nodiscard]] Plan make_plan(const KeptJournal& journal, const std::vector<Sound>& sounds);

}  // namespace earwitness::recover_detail
