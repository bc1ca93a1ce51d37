// SPDX-License-Identifier: MIT
//
// The blocks before the first frame of a FLAC file (RFC 9639, 8), without a decoder. The file may be anyone's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "flac/writer.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// Of STREAMINFO, which comes first in every file: "fLaC", a block header of 4, its own 34.
inline constexpr std::size_t stream_info_end = 42;

/// Where the blocks end, so that frames may begin; nothing if they can't be followed within the file, or take more than
/// limits::flac_metadata_bytes. Throws FileError.
[[nodiscard]] std::optional<std::uint64_t> metadata_end(os::File& file);

/// The beginning of a file up to STREAMINFO (RFC 9639, 8.2), which has no total, frame sizes or checksum. `is_last`: no
/// other block follows.
[[nodiscard]] std::vector<std::byte> make_stream_info(const AudioFormat& format, std::uint32_t block_size,
                                                      bool is_last);
/// The same, and these tags: the beginning of a new file.
[[nodiscard]] std::vector<std::byte> make_metadata(const AudioFormat& format, std::uint32_t block_size,
                                                   const Tags& tags);

/// What a finished file's STREAMINFO says of its frames (RFC 9639, 8.2).
struct Totals {
  std::uint32_t min_frame_bytes = 0;
  std::uint32_t max_frame_bytes = 0;
  Frames frames = 0;
  std::span<const std::byte, 16> md5;
};
/// Writes them into the file's own header. Throws FileError.
void write_totals(os::File& file, const AudioFormat& format, const Totals& totals);

}  // namespace earwitness::flac
