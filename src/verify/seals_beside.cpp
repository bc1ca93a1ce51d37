// SPDX-License-Identifier: MIT
#include "verify/seals_beside.hpp"

#include <algorithm>

#include "archive/opening.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "journal/sound_clock.hpp"

namespace earwitness {

void SealsBeside::look_into(os::FileSystem& fs, const os::Path& folder) {
  if (!folder_.empty() && folder_ == folder) return;
  *this = {};
  for (const auto& entry : fs.list(folder)) {
    if (entry.kind != os::EntryKind::folder) continue;
    const bool is_recording = entry.name == bag::recording_folder || entry.name == bag::recovered_folder;
    if (!is_recording && bag::transcript_number(entry.name) == 0) continue;
    if (is_recording) recording_folders_.push_back(entry.name);
    const auto bag = folder / entry.name;
    // What is left of a recording of which a part was deleted still shows the seal that it had.
    for (auto& seal : {archive::read_seal(fs, bag), archive::read_seal(fs, bag / bag::original_root)}) {
      if (!seal.empty()) (is_recording ? recordings_ : transcripts_).emplace(seal, entry.name);
    }
  }
  folder_ = folder;
}

bool SealsBeside::has_recording(const std::string& own) const {
  return std::any_of(recording_folders_.begin(), recording_folders_.end(),
                     [&](const auto& name) { return name != own; });
}

std::optional<std::chrono::nanoseconds> SealsBeside::length_of(os::FileSystem& fs, const std::string& seal,
                                                               const std::string& own) {
  const auto [first, last] = recordings_.equal_range(seal);
  const auto found = std::find_if(first, last, [&](const auto& bag) { return bag.second != own; });
  if (found == last) return std::nullopt;
  const auto [known, is_new] = lengths_.try_emplace(found->second);
  if (!is_new) return known->second;
  const auto path = folder_ / found->second / bag::journal_path;
  const auto entry = fs.status(path);
  if (entry && entry->kind == os::EntryKind::file && entry->size <= limits::journal_bytes) {
    known->second = journal::known_length(journal::read_journal(*fs.open(path)));
  }
  return known->second;
}

bool SealsBeside::is_of_other(const BySeal& bags, const std::string& seal, const std::string& own) {
  const auto [first, last] = bags.equal_range(seal);
  return std::any_of(first, last, [&](const auto& bag) { return bag.second != own; });
}

bool SealsBeside::is_alone(const std::string& own) const {
  const auto is_own = [&](const auto& bag) { return bag.second == own; };
  return std::all_of(recordings_.begin(), recordings_.end(), is_own) &&
         std::all_of(transcripts_.begin(), transcripts_.end(), is_own);
}

}  // namespace earwitness
