// SPDX-License-Identifier: MIT
//
// Decodes one FLAC file and holds it, second by second, against what the journal says of it. One thread a call; calls
// are independent. Throws FileError where the disk fails.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"
#include "verify/journal_content.hpp"

namespace earwitness::verify_detail {

struct AudioExamination {
  std::string unreadable;                    ///< why the file can't be decoded at all; empty if it can
  std::vector<std::size_t> altered_seconds;  ///< indices into AudioFile::seconds
  Frames decoded = 0;                        ///< counted by decoding, up to the first damage
  Frames declared = 0;                       ///< by STREAMINFO; 0: the file was never finished
  std::optional<bool> md5_fits;              ///< nothing where STREAMINFO has none, or damage came first
  AudioFormat format;                        ///< of the file
};

[[nodiscard]] AudioExamination examine_audio(os::FileSystem& fs, const os::Path& path, const AudioFile& file);

}  // namespace earwitness::verify_detail
