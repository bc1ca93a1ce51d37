// SPDX-License-Identifier: MIT
//
// The sound of an imported file as a FLAC file of ours, with what a journal and a levels file say of each second. One
// thread. Throws FileError.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "crypto/sha256.hpp"
#include "media/decoding.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

struct ImportedSecond {
  Frames from = 0;
  Frames frames = 0;
  crypto::Digest sha256{};
  base::Level level;
};

struct ImportedSound {
  AudioFormat format;                      ///< of the FLAC file
  media::Facts facts;                      ///< as far as the decoder came
  media::Failure failure{};                ///< it did not come to its end
  std::optional<media::NoSound> no_sound;  ///< it came there, and found none
  std::vector<ImportedSecond> seconds;     ///< empty: nothing was decoded, and no file was made
  bool rounded = false;                    ///< samples of 32 bits that needed more than 24

  [[nodiscard]] bool is_decoded() const noexcept { return !seconds.empty(); }
  [[nodiscard]] Frames frames() const noexcept {
    return seconds.empty() ? 0 : seconds.back().from + seconds.back().frames;
  }
};

struct SoundRequest {
  os::Path decoder;                       ///< empty: the one that belongs to this program
  std::optional<std::uint32_t> stream{};  ///< of sound, from 1
  std::function<void(std::uint64_t done)> progress{};
};

/// Writes `to`, a new file, from what lies at `from`; no file where that holds no sound that can be decoded here, or
/// where the decoder fails on the way.
[[nodiscard]] ImportedSound decode_import(os::FileSystem& fs, const os::Path& from, const os::Path& to,
                                          const std::string& recording, const SoundRequest& request);

}  // namespace earwitness::derive
