// SPDX-License-Identifier: MIT
//
// The files beside the journal: notes, each committed to by the journal, and levels. What is wrong comes as sentences,
// with the line in that file. Throws FileError.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "os/file_system.hpp"
#include "verify/journal_content.hpp"

namespace earwitness::verify_detail {

[[nodiscard]] std::vector<Problem> check_notes(os::File& notes, const std::vector<NoteCommitment>& committed);
[[nodiscard]] std::vector<Problem> check_levels(os::File& levels, const std::vector<AudioFile>& files);

}  // namespace earwitness::verify_detail
