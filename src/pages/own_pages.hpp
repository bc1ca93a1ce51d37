// SPDX-License-Identifier: MIT
//
// Reports among the files of a folder, whatever they are called: a page of this program is known by how it begins, and
// its recording by what it names. Only read, without following links. What
// can't be read is no page. One thread. Throws FileError where the folder can't be listed.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::pages {

/// Whether a page of this program lies there.
[[nodiscard]] bool is_own_page(os::FileSystem& fs, const os::Path& path);

/// Names in the folder: pages that name the recording by its UUID or by its seal, and the copies to listen to that they
/// play beside them. An empty word names nothing.
[[nodiscard]] std::vector<std::string> pages_of(os::FileSystem& fs, const os::Path& folder,
                                                const std::string& recording, const std::string& seal);

}  // namespace earwitness::pages
