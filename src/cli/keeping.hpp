// SPDX-License-Identifier: MIT
//
// Where an archive is kept, looked at for what its owner may not think of: a disk that whoever takes it can read, a
// folder that a program copies to the internet, a computer that somebody else administers. Each is a hint by the marks
// that such things leave in files, no proof: nothing is asked of processes or the network, and nothing is changed.
//
// `root` is where this computer's own files begin: `/`, and another folder in a test. One thread. Throws nothing: what
// can't be looked at is told as not known.
#pragma once

#include <string>
#include <vector>

#include "cli/checkup.hpp"
#include "os/file_system.hpp"

namespace earwitness::cli {

enum class DiskCipher {
  encrypted,
  plain,
  not_told  ///< what lies below can't be seen from here: a container, a network disk, a file system with a cipher of
            ///< its own
};

struct DiskFacts {
  DiskCipher cipher = DiskCipher::not_told;
  std::string kind;                 ///< of its file system; empty: not known
  bool in_virtual_machine = false;  ///< whose host may encrypt
};

[[nodiscard]] DiskFacts look_at_cipher(os::FileSystem& fs, const os::Path& root, const os::Path& archive);
/// The names of what copies this folder elsewhere, each once.
[[nodiscard]] std::vector<std::string> look_for_syncing(os::FileSystem& fs, const os::Path& archive);
/// What is there that lets somebody else administer or watch this computer.
[[nodiscard]] std::vector<std::string> look_for_managers(os::FileSystem& fs, const os::Path& root);

[[nodiscard]] Check judge_cipher(const DiskFacts& facts, const os::Path& archive);
[[nodiscard]] Check judge_syncing(const std::vector<std::string>& found, const os::Path& archive);
[[nodiscard]] Check judge_managers(const std::vector<std::string>& found);
/// `alone`: recordings that are in no backup; `all`: that are sealed.
[[nodiscard]] Check judge_backups(std::size_t alone, std::size_t all);

}  // namespace earwitness::cli
