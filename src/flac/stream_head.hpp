// SPDX-License-Identifier: MIT
//
// What comes before the first frame of a FLAC file in a bag: "fLaC", STREAMINFO, one VORBIS_COMMENT block, and nothing
// else (docs/format.md, "Audio"). Whatever else FLAC knows there (pictures, cue sheets, seek tables, room for more) is
// looked at by one player and passed over by the next. One thread. The file may be anyone's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flac/reader.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

struct StreamHead {
  StreamInfo info;
  std::uint32_t block_size = 0;       ///< of all frames but the last
  std::uint32_t min_frame_bytes = 0;  ///< of all frames; 0: not known
  std::uint32_t max_frame_bytes = 0;
  std::string encoder;            ///< the library's name, as the block of tags begins with it
  std::vector<std::string> tags;  ///< `NAME=value`, bytes as they are
  std::uint64_t end = 0;          ///< where the first frame begins
  std::string fault;              ///< a sentence: why this is no such head; then nothing else counts
};

/// Throws FileError.
[[nodiscard]] StreamHead read_stream_head(os::File& file);

/// The value of the tag with that name, which is given in lower case; empty if there is none.
[[nodiscard]] std::string tag_of(const StreamHead& head, std::string_view name);
/// Whether the three tags are there that each FLAC file here has, once each and no other: DATE (a time, nothing, or
/// `unknown`), COMMENT (the recording's UUID, of a call the track, and where it is salted a salt) and SOFTWARE (names
/// and versions); and whether the library that encoded is one of these two. A sentence for what is wrong; empty if
/// nothing is.
[[nodiscard]] std::string fault_of_tags(const StreamHead& head, const std::string& recording, Track track = Track::only,
                                        bool is_salted = false);
/// Of the value of COMMENT the recording's UUID.
[[nodiscard]] std::string recording_in_comment(std::string_view comment);

}  // namespace earwitness::flac
