// SPDX-License-Identifier: MIT
//
// What a journal tells besides the sound: marks, pauses, breaks, gaps and what happened to screen and microphone, each
// with its place on the clock; and the texts of its notes. All of it may be anyone's. Values; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "os/file_system.hpp"
#include "present/report_facts.hpp"

namespace earwitness::present {

struct JournalTold {
  std::optional<UtcTime> started;  ///< the first frame of the first file
  std::vector<Happening> happenings;
  std::vector<std::string> devices;
  std::vector<std::string> people;
  std::vector<std::string> claims;
};

/// Texts by the numbers of their notes; only those that the journal commits to.
using NoteTexts = std::map<std::uint64_t, std::string>;
[[nodiscard]] NoteTexts note_texts(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal,
                                   bool is_excerpt);

[[nodiscard]] JournalTold told_by_journal(os::File& file, const journal::JournalContent& journal,
                                          const NoteTexts& texts);

}  // namespace earwitness::present
