// SPDX-License-Identifier: MIT
//
// The sound of an imported file as a FLAC file of ours, with what a journal and a levels file say of each second. One
// thread. Throws FileError.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "crypto/sha256.hpp"
#include "journal/salts.hpp"
#include "media/decoding.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

struct ImportedSecond {
  Frames from = 0;
  Frames frames = 0;
  crypto::Digest sha256{};
  base::Level level;
  std::optional<journal::Salt> salt{};  ///< that its hash begins with
};

/// What came of one of the files.
struct ImportedFileSound {
  media::Facts facts;                        ///< as far as the decoder came; places in it are those of this file alone
  media::Failure failure{};                  ///< it did not come to its end
  std::optional<media::NoSound> no_sound{};  ///< it came there, and found none
  Frames from = 0;                           ///< where its sound begins in the FLAC file
  bool decoded = false;
  bool rounded = false;  ///< samples of 32 bits that needed more than 24
};

struct ImportedSound {
  AudioFormat format;                    ///< of the FLAC file
  std::vector<ImportedFileSound> files;  ///< in the order in which they were given
  std::deque<ImportedSecond> seconds;    ///< empty: nothing was decoded, and no file was made

  [[nodiscard]] bool is_decoded() const noexcept { return !seconds.empty(); }
  [[nodiscard]] Frames frames() const noexcept {
    return seconds.empty() ? 0 : seconds.back().from + seconds.back().frames;
  }
};

struct SoundRequest {
  os::Path decoder;                       ///< empty: the one that belongs to this program
  std::optional<std::uint32_t> stream{};  ///< of sound, from 1
  /// How long the decoder may say nothing, and may take in all; nothing: as long as media::DecodeRequest has it.
  std::optional<std::chrono::milliseconds> silence_timeout{};
  std::optional<std::chrono::milliseconds> whole_timeout{};
  std::function<void(std::uint64_t done)> progress{};
};

/// Writes `to`, a new file, from the sound of the files at `from`, one behind the other, in the format of the first
/// that has any; no file where none holds sound that can be decoded here. One on which the decoder fails on the way is
/// left out as a whole.
[[nodiscard]] ImportedSound decode_import(os::FileSystem& fs, const std::vector<os::Path>& from, const os::Path& to,
                                          const std::string& recording, const SoundRequest& request);

}  // namespace earwitness::derive
