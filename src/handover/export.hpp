// SPDX-License-Identifier: MIT
//
// One folder, or one zip file, to hand to somebody who checks it: a conversation's sealed bags byte for byte, how to
// check them, and what was asked for besides. Its name is neutral: the title stands in no name of a file or folder
// unless it was asked for.
//
// Every bag is verified before, every byte that was written is read back and held against what was read, and against
// the bags' own manifests; only then does it get its name. With a passphrase nothing of the recording touches the
// target unencrypted but the names of files. A listening copy is made in the recording's own folder on its way, or in
// the target where that can't be written and nothing is to be encrypted.
// One at a time in a folder: whoever calls holds a lock. Errors: NotUnchanged; Error(not_found, usage, surroundings);
// FileError. Then nothing is left behind.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "flac/listening_copy.hpp"
#include "handover/copy_progress.hpp"
#include "handover/export_text.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::handover {

/// What the folder is called where copies to listen to and pages are made: archive::new_work_name() of the first in the
/// recording's; of the second in the one that it is exported to, where nothing can be written beside the recording.
inline constexpr const char* export_work_stem = "export";
inline constexpr const char* export_work_stem_elsewhere = ".earwitness-export";

struct ExportRequest {
  os::Path recording;  ///< a conversation; or a bag, which is then all that is exported
  os::Path to;         ///< a folder that is there
  std::string name;    ///< of what is made there, without `.zip`; empty: `recording-` and when it began
  bool zip = false;
  std::optional<base::SecretText> passphrase;  ///< of a zip
  std::optional<flac::CopyKind> listening_copy;
  std::optional<os::Path> ledger;                   ///< a file to hand over, too
  std::function<std::string()> give_ledger_head{};  ///< what is to be told to whoever gets it, asked for once there is
                                                    ///< something to hand over; empty: none
  bool report = false;                              ///< the page that shows it, made anew, with the sound in it
  os::Path archive{};                               ///< the exporter's own: what has no seal there was interrupted
  std::string work_name{};                          ///< of the folder in the recording's; empty: any new one
  std::string work_name_elsewhere{};                ///< of the one in `to`
  std::string unfinished_name{};                    ///< of the export in `to` until it is whole; empty: any new one
  ProgressListener progress{};
};

struct Export {
  os::Path path;
  ExportContents contents;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  ///< of what lies in it
};

[[nodiscard]] Export make_export(os::FileSystem& fs, const os::Clock& clock, const ExportRequest& request);

}  // namespace earwitness::handover
