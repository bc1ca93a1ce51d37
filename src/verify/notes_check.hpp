// SPDX-License-Identifier: MIT
//
// The files beside the journal: notes, each committed to by the journal, and levels. What is wrong comes as sentences,
// with the line in that file. Throws FileError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

using journal::AudioFile;
using journal::NoteCommitment;
using journal::Problem;
using journal::Second;

/// So many lines of a file that are wrong are told, and what follows is not read.
inline constexpr std::size_t max_wrong_lines = 1000;

using Commitments = std::map<std::uint64_t, NoteCommitment>;

/// Of a note whose text is as the journal committed to it.
struct NoteText {
  std::string kind;
  std::string text;
};

/// `texts`, if not null, gets those of the kinds that bag-info.txt repeats: `title` and `claimed`.
[[nodiscard]] std::vector<Problem> check_notes(os::File& notes, const Commitments& committed,
                                               std::vector<NoteText>* texts = nullptr);
/// One note's object against the journal's commitments; why it does not fit, or empty. `seen` grows.
[[nodiscard]] std::string check_note(const json::Value& object, const Commitments& committed,
                                     std::set<std::uint64_t>& seen, std::vector<NoteText>* texts = nullptr);
[[nodiscard]] std::vector<Problem> check_levels(os::File& levels, const std::vector<AudioFile>& files);

}  // namespace earwitness::verify_detail
