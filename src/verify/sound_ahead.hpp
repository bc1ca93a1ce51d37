// SPDX-License-Identifier: MIT
//
// A long recording's journal and sound, looked at while another core hashes the bag's files: together they are nearly
// all of a verification's time. What was found here takes the place of looking again; it says nothing by itself, and
// where anything is odd nothing is kept, so that it is met in its place.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bag/contents.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"
#include "verify/audio_check.hpp"

namespace earwitness::verify_detail {

struct SoundAhead {
  std::optional<journal::JournalContent> journal;
  std::vector<journal::Problem> salt_problems;    ///< of the salts, which are in the journal's seconds then
  std::map<std::string, AudioExamination> files;  ///< by their names in the journal
};

/// True where two cores are worth it.
[[nodiscard]] bool is_long(const std::vector<bag::Content>& contents) noexcept;
/// One thread; others may read the same files. Throws nothing.
[[nodiscard]] SoundAhead look_ahead(os::FileSystem& fs, const os::Path& bag,
                                    const std::vector<bag::Content>& contents) noexcept;

}  // namespace earwitness::verify_detail
