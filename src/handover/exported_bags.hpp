// SPDX-License-Identifier: MIT
//
// Which bags of a conversation are handed over, each verified. One thread. Throws NotUnchanged, Error(not_found) and
// FileError.
#pragma once

#include <vector>

#include "handover/copy_progress.hpp"
#include "handover/export_text.hpp"
#include "os/file_system.hpp"

namespace earwitness::handover {

struct BagToExport {
  os::Path path;
  ExportedBag told;
  bool is_call = false;
};

/// Of a conversation: the sealed recording, or what was recovered of it with the interrupted recording as it was found,
/// and all later bags. Of a bag: that one alone. `progress` expects all that is done with them, and is told of the
/// check.
[[nodiscard]] std::vector<BagToExport> bags_to_export(os::FileSystem& fs, const os::Path& recording,
                                                      const os::Path& own_archive, CopyProgress& progress);
/// The folder that a recording's other bags lie in; of a bag alone, that it lies in.
[[nodiscard]] os::Path folder_of(os::FileSystem& fs, const os::Path& recording);

}  // namespace earwitness::handover
