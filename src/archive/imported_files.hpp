// SPDX-License-Identifier: MIT
//
// Which file was imported into which conversation, so that a person who imports it again is told: `.imported` in the
// archive's folder. So an import need not read the list of each of thousands of conversations; it reads the lists of
// those that are not in there, and writes them down for the next one.
//
// It is a help, and no check rests on it: what it says is looked up in the conversation's own list before anybody is
// told, what it does not know is read, and in any other form than its own it counts for nothing. Somebody who writes
// into the archive can keep a person from being told, and nothing else. Made anew whenever it is missing or cut off, so
// it is neither synced nor put there in one step. It has hashes over names and files, and goes with the next recording
// that is deleted: a name could be guessed.
//
// One thread. Throws FileError where the archive's folder can't be listed, and nothing else.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::archive {

class ImportedFiles {
 public:
  ImportedFiles(os::FileSystem& fs, const os::Path& root);

  /// Names of conversations that hold a file of this hash, sorted.
  [[nodiscard]] std::vector<std::string> conversations_with(const std::string& sha256) const;
  /// Writes down what was read, and that a conversation of this name holds these.
  void keep(const std::string& conversation, const std::vector<std::string>& hashes) noexcept;

 private:
  using Marks = std::vector<std::string>;  // of each file
  [[nodiscard]] std::map<std::string, Marks> read_index() const;
  void read_conversations();

  os::FileSystem& fs_;
  os::Path root_;
  std::map<std::string, Marks> known_;  // by names of conversations
};

/// Removes it, as a deletion does: what is gone is not to be found in there either.
void forget_imported_files(os::FileSystem& fs, const os::Path& root) noexcept;

}  // namespace earwitness::archive
