// SPDX-License-Identifier: MIT
//
// The recovered bag's journal: the original's kept lines byte for byte, then what was found (docs/format.md,
// "Recovered"), and the levels of every second. One thread. Throws FileError.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "recover/kept_journal.hpp"
#include "recover/notes.hpp"
#include "recover/original.hpp"
#include "recover/plan.hpp"

namespace earwitness::recover_detail {

/// What the bag is of.
struct Subject {
  std::string recording;  ///< UUID
  Formats formats;
  bool is_salted = true;             ///< it is of format 2
  std::optional<std::string> key{};  ///< fingerprint of the one that signs the bag
};

/// What all lines together say.
struct Told {
  Frames frames = 0;
  double seconds = 0;  ///< of a call of its longer track
  double unjournaled_seconds = 0;
};

/// Makes data/journal.jsonl and data/levels.jsonl below `bag`, synced and closed.
[[nodiscard]] Told write_journal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag,
                                 const Original& original, const KeptJournal& kept, const Subject& subject,
                                 const Plan& plan, const KeptNotes& notes);

}  // namespace earwitness::recover_detail
