// SPDX-License-Identifier: MIT
//
// The real disk, and a look into what a check of a bag found.
#pragma once

#include <algorithm>
#include <string>

#include "bag/reader.hpp"
#include "os/file_system.hpp"

namespace earwitness::test {

inline os::FileSystem& fs() { return os::posix_file_system(); }

inline bool has(const bag::Result& result, bag::Difference::What what, const std::string& path) {
  return std::any_of(result.differences.begin(), result.differences.end(),
                     [&](const auto& d) { return d.what == what && d.path == path; });
}

}  // namespace earwitness::test
