// SPDX-License-Identifier: MIT
//
// A part of the file, as FFmpeg reads it: from 0 on, and with what it is to read in place of what is there. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "media/decode/output.hpp"
#include "media/decode/source.hpp"
#include "media/decode/structure.hpp"

namespace earwitness::media {

struct Range {
  Source& file;
  Part part;
  const std::vector<Patch>* patches;
  std::uint64_t at = 0;
  Output& output;

  /// As AVIOContext calls them; `self` is a Range.
  static int read(void* self, std::uint8_t* into, int bytes);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);
};

}  // namespace earwitness::media
