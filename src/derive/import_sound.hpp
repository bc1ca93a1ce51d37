// SPDX-License-Identifier: MIT
//
// The sound of an imported file as a FLAC file of ours, with what a journal and a levels file say of each second. One
// thread. Throws FileError.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "crypto/sha256.hpp"
#include "flac/foreign_sound.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

struct ImportedSecond {
  Frames from = 0;
  Frames frames = 0;
  crypto::Digest sha256{};
  base::Level level;
};

struct ImportedSound {
  AudioFormat format;
  std::string kind;
  flac::Claims claims;
  std::vector<ImportedSecond> seconds;  ///< empty: nothing was decoded, and no file was made
  bool damaged = false;
  bool too_long = false;

  [[nodiscard]] Frames frames() const noexcept {
    return seconds.empty() ? 0 : seconds.back().from + seconds.back().frames;
  }
};

/// Writes `to`, a new file, from what lies at `from`; nothing where that holds no sound that can be decoded here.
[[nodiscard]] std::optional<ImportedSound> decode_import(os::FileSystem& fs, const os::Path& from, const os::Path& to,
                                                         const std::string& recording);

}  // namespace earwitness::derive
