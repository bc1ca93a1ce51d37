// SPDX-License-Identifier: MIT
//
// An audit of where an archive is kept, for what its owner may not think of: a disk that whoever takes it can read, a
// folder that a program copies to the internet, a computer that somebody else administers. Each finding is a hint, by
// the marks that such things leave in files, and no proof: the audit asks no process and no network, and changes
// nothing.
//
// `root` is where this computer's own files begin: `/`, and another folder in a test. One thread. Throws nothing: what
// can't be read counts as unknown.
#pragma once

#include <string>
#include <vector>

#include "doctor/diagnosis.hpp"
#include "os/file_system.hpp"

namespace earwitness::doctor {

enum class Encryption {
  encrypted,
  plain,
  unknown  ///< can't be seen from here: a container, a network disk, a file system with a cipher of its own
};

struct DiskFacts {
  Encryption encryption = Encryption::unknown;
  std::string kind;                 ///< of its file system; empty: not known
  bool in_virtual_machine = false;  ///< whose host may encrypt
};

[[nodiscard]] DiskFacts detect_encryption(os::FileSystem& fs, const os::Path& root, const os::Path& archive);
/// The names of what copies this folder elsewhere, each once.
[[nodiscard]] std::vector<std::string> detect_syncing(os::FileSystem& fs, const os::Path& archive);
/// The names of what lets somebody else administer or watch this computer, each once.
[[nodiscard]] std::vector<std::string> detect_device_management(os::FileSystem& fs, const os::Path& root);

[[nodiscard]] Diagnosis diagnose_encryption(const DiskFacts& facts, const os::Path& archive);
[[nodiscard]] Diagnosis diagnose_syncing(const std::vector<std::string>& found, const os::Path& archive);
[[nodiscard]] Diagnosis diagnose_device_management(const std::vector<std::string>& found);
/// `alone`: recordings that are in no backup; `all`: sealed recordings.
[[nodiscard]] Diagnosis diagnose_backups(std::size_t alone, std::size_t all);

}  // namespace earwitness::doctor
