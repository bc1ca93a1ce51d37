// SPDX-License-Identifier: MIT
//
// Decodes one FLAC file and holds it, second by second, against what the journal says of it. One thread a call; calls
// are independent. Throws FileError where the disk fails.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "flac/stream_check.hpp"
#include "flac/stream_head.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

using journal::AudioFile;

struct AudioExamination {
  std::string unreadable;                    ///< why a decoder can't open the file as it is; empty if it can
  std::optional<flac::StreamInfo> header;    ///< nothing where the file does not begin as a FLAC file
  flac::StreamHead head;                     ///< what comes before its sound, or what is wrong with that
  bool begins_with_sound = false;            ///< its first frame is where its metadata ends
  std::vector<std::size_t> altered_seconds;  ///< indices into AudioFile::seconds
  std::vector<std::size_t> loud_gaps;        ///< indices into AudioFile::gaps: what sounds there is no silence
  std::optional<Frames> decoded;             ///< up to one second more than the journal has; nothing after damage
  std::optional<flac::StreamFault> fault;    ///< what players differ on; not looked for after damage
  std::optional<bool> md5_fits;              ///< nothing where the header has none, or after damage
};

/// `format` is the journal's, and so is it that it was recovered.
[[nodiscard]] AudioExamination examine_audio(os::FileSystem& fs, const os::Path& path, const AudioFile& file,
                                             const AudioFormat& format, bool is_recovered);

}  // namespace earwitness::verify_detail
