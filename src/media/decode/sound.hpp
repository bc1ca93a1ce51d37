// SPDX-License-Identifier: MIT
//
// FFmpeg's libraries at work on one file: each of its parts is opened as a file of its own, the stream is chosen,
// packets are decoded and their samples handed on as integers. No count of a header is believed: what was decoded is
// held against each of them. Runs in the sandbox; one thread.
#pragma once

#include <cstdint>

#include "media/decode/output.hpp"
#include "media/decode/part.hpp"
#include "media/decode/source.hpp"

namespace earwitness::media {

/// The libraries that are loaded, with their versions.
[[nodiscard]] std::string library_version();

/// Says all there is to say of the file, `end` or `nothing` included.
void decode_file(Source& file, const DecodeOptions& wanted, Output& output);

}  // namespace earwitness::media
