// SPDX-License-Identifier: MIT
//
// What `list` shows of each recording, for people and for scripts, and what is to be said of all of them. Read-only.
#pragma once

#include <string>
#include <vector>

#include "archive/recordings.hpp"
#include "json/value.hpp"
#include "timeline/search.hpp"

namespace earwitness::results {

struct Listed {
  archive::Item item;
  std::vector<timeline::Hit> hits;  ///< of the words that were searched for
  bool in_backup = false;
  std::string twin_of{};  ///< name of another one that says that it is the same recording; empty: none does
};

[[nodiscard]] json::Value to_json(const Listed& entry, bool searched);
/// Two lines each where there is room: what one types and how it stands; when it was, and what it is called.
void print_table(os::FileSystem& fs, const std::vector<Listed>& entries);
void tell_interrupted(const std::vector<Listed>& entries);
/// Names and identities that contradict each other, and what is in no backup.
void tell_doubts(const std::vector<Listed>& entries);

}  // namespace earwitness::results
