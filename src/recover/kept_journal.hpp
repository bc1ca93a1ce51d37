// SPDX-License-Identifier: MIT
//
// The original's journal as far as it can be followed, by the same rules that `verify` has: a torn line, a broken
// chain, or a line that contradicts those before it ends it. One thread. Throws FileError, and Error(unknown_format)
// for a journal of another version.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "journal/content.hpp"
#include "journal/events.hpp"
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

  /// The line of a file's beginning; nothing if it has none.
  [[nodiscard]] const KeptLine* beginning_of(const std::string& file) const;
  /// What the lines say that silence stands for in a file, in order.
  [[nodiscard]] std::span<const journal::SilentGap> gaps_of(const std::string& file) const;
};

[[nodiscard]] KeptJournal keep_journal(os::File& file);

}  // namespace earwitness::recover_detail
