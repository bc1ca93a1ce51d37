// SPDX-License-Identifier: MIT
//
// The notes of a recording that an excerpt shows with their text and salt. One thread. Throws FileError.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "json/value.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

struct DisclosedNotes {
  json::Value lines = json::Value::array();  ///< as excerpt.json has them
  std::vector<std::uint64_t> numbers;
  std::uint64_t withheld = 0;
};

/// `asked`: numbers, or `title`. Throws Error(usage), with all notes that there are, for one that there is not.
[[nodiscard]] DisclosedNotes disclosed_notes(os::FileSystem& fs, const os::Path& bag,
                                             const std::vector<std::string>& asked);

}  // namespace earwitness::derive
