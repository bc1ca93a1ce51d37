// SPDX-License-Identifier: MIT
//
// The original's journal as far as it can be followed, by the same rules that `verify` has: a torn line, a broken
// chain, or a line that contradicts those before it ends it. One thread. Throws FileError, and Error(unknown_format)
// for a journal of another version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "journal/content.hpp"
#include "journal/events.hpp"
#include "journal/salts.hpp"
#include "os/file_system.hpp"

namespace earwitness::recover_detail {

/// A `file`, `gap` or `break` line.
struct KeptLine {
  std::uint64_t number = 0;  ///< from 1
  std::variant<journal::FileLine, journal::GapLine, journal::BreakLine> event;
};

struct KeptJournal {
  journal::JournalContent content;  ///< of the kept lines
  std::vector<KeptLine> lines;      ///< those that a recovery may have to say again
  std::uint64_t count = 0;          ///< of lines; 0: there is no journal to go on with
  std::uint64_t bytes = 0;          ///< up to the end of the last kept line
  std::string last_hash;
  std::uint64_t left_bytes = 0;  ///< after them
  std::vector<std::pair<std::uint64_t, std::string>> note_kinds;
  std::vector<journal::SaltLine> salts;  ///< of kept `audio` lines
  std::uint64_t missing_salts = 0;       ///< kept `audio` lines whose salt is not there

  /// What the lines say of a file; null: nothing.
  [[nodiscard]] const journal::AudioFile* file(const std::string& name) const;

  /// The line of a file's beginning; nothing if it has none.
  [[nodiscard]] const KeptLine* beginning_of(const std::string& file) const;
};

[[nodiscard]] KeptJournal keep_journal(os::File& file);
/// Puts the salts of the original's file, null where it is not there, into the kept lines. One that no kept line is of
/// is left out.
void keep_salts(KeptJournal& kept, os::File* salts);

}  // namespace earwitness::recover_detail
