// SPDX-License-Identifier: MIT
//
// The tags of a FLAC file (RFC 9639, 8.6) as they stand in it, read without a decoder. The file may be anyone's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::flac {

/// Entries as `NAME=value`, bytes as they are; none if there is no such block. Nothing if the metadata can't be
/// followed, or goes beyond limits::flac_comment_bytes. Throws FileError.
[[nodiscard]] std::optional<std::vector<std::string>> read_comments(os::File& file);

}  // namespace earwitness::flac
