// SPDX-License-Identifier: MIT
//
// A copy of an archive and its key on another disk: one encrypted zip file (AES-256, which 7-Zip opens) under a neutral
// name, with what no backup in that folder has yet; the whole archive where there is none, or where that was asked for.
// As names in a zip file are not encrypted, conversations are called by their time alone in it: their titles are in
// their files. The ledger and the keys are in each, so that all backups of a folder, opened one after the other in one
// place, are the archive again.
//
// It holds one moment: what lies in the folders and what the ledger has are looked at while no line can be entered, and
// what is added later is left out, so that restored it verifies as the archive did then. A recording that runs is in it
// as an interruption would leave it, and whole in the next one. `folders.txt` says which folders there were: what
// earlier backups unpack besides was deleted since. What an interrupted command left goes into none.
//
// Every byte is read back and held against what was read from the archive; only then does the file get its name and is
// remembered (archive/backups.hpp). One at a time in a folder: whoever calls holds a lock, and so what an interrupted
// backup left there is removed. Errors: Error(usage, surroundings), FileError; then nothing is left behind, or it is
// said.
#pragma once

#include <cstdint>
#include <string>

#include "base/secret.hpp"
#include "handover/copy_progress.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::handover {

/// What the file is called until it is whole: archive::new_work_name() of this.
inline constexpr const char* backup_work_stem = "backup";

struct BackupRequest {
  os::Path archive;
  os::Path keys;  ///< the folder of the signing key
  os::Path to;    ///< a folder that is there
  base::SecretText passphrase;
  bool full = false;              ///< all, whatever other backups have
  std::string unfinished_name{};  ///< of the file until it is whole; empty: any new one
  ProgressListener progress{};
};

struct Backup {
  os::Path path;                 ///< empty: there was nothing new
  std::uint64_t recordings = 0;  ///< in it
  std::uint64_t others = 0;      ///< that other backups in that folder have
  std::uint64_t left_out = 0;    ///< 1 where a recording runs: it is not counted, and not in it as a whole
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  ///< of what lies in it
};

/// Throws Error(usage) for a folder that is not there, or lies in the archive itself.
void require_backup_folder(os::FileSystem& fs, const os::Path& to, const os::Path& archive);

[[nodiscard]] Backup make_backup(os::FileSystem& fs, const os::Clock& clock, const BackupRequest& request);

/// How to restore it, in plain words; with the commands that a test types.
[[nodiscard]] std::string how_to_restore();

}  // namespace earwitness::handover
