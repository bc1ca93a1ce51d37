// SPDX-License-Identifier: MIT
//
// The bin of an archive: `.bin/TIME/NAME` (docs/format.md, "Archive"). A recording that somebody deletes lies there for
// seven days, whole and under its name, and can be taken back; the ledger gets its line when it is deleted for good
// (deletion.hpp). To put it there and to take it back is one rename each: a crash leaves it in one of both places.
//
// What lies there may be anyone's; what has no such name is none of ours and left. One thread; whoever changes it holds
// the lock that changes of an archive need. Throws FileError.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

inline constexpr const char* bin_folder = ".bin";
inline constexpr std::chrono::hours kept_in_bin{7 * 24};

struct Binned {
  std::string name;  ///< of the conversation's folder, as it was
  os::Path folder;
  UtcTime deleted{};  ///< when it was put there, to the second

  [[nodiscard]] UtcTime until() const noexcept { return deleted + kept_in_bin; }
};

/// Newest first. Empty where there is no bin.
[[nodiscard]] std::vector<Binned> read_bin(os::FileSystem& fs, const os::Path& root);

/// Of all files that lie in it: what is freed by emptying it.
[[nodiscard]] std::uint64_t bytes_in_bin(os::FileSystem& fs, const os::Path& root);

/// The one that a person means: by its whole name (the newest of several) or by a part that only one has; several where
/// that is not clear, none where nothing fits.
[[nodiscard]] std::vector<Binned> find_in_bin(os::FileSystem& fs, const os::Path& root, const std::string& word);

/// Whether this is a path in the bin of that archive.
[[nodiscard]] bool is_in_bin(const os::Path& path, const os::Path& root);

/// Puts a conversation of the archive into its bin.
Binned put_into_bin(os::FileSystem& fs, const os::Path& conversation, UtcTime now);

/// Takes it back into the archive, under its name; its folder. Throws Error(surroundings) where that name is taken.
os::Path take_back(os::FileSystem& fs, const os::Path& root, const Binned& binned);

/// Of the note that shows that the user put it there (own_notes.hpp): of when, its name, its UUID and its seal. So
/// nothing that somebody else puts into the bin, or into its place there, has one.
[[nodiscard]] std::string note_hash(os::FileSystem& fs, const Binned& binned);

/// Removes the folders of the bin that hold nothing. What can't be removed stays.
void remove_empty_folders_of_bin(os::FileSystem& fs, const os::Path& root) noexcept;

}  // namespace earwitness::archive
