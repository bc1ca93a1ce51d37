// SPDX-License-Identifier: MIT
//
// One audio file, repaired, and what can be heard in it, second by second. One thread. Throws FileError.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "flac/repair.hpp"
#include "flac/writer.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::recover_detail {

/// Of each track; a recording that is no call has Track::only.
struct Formats {
  std::array<AudioFormat, 3> by_track{};

  [[nodiscard]] const AudioFormat& of(Track track) const noexcept { return by_track[static_cast<std::size_t>(track)]; }
};

struct HeardSecond {
  Frames frames = 0;
  crypto::Digest sha256{};
  base::Level level;
  std::optional<journal::Salt> salt{};  ///< that its hash begins with
};

struct Sound {
  std::string name;  ///< from the bag's root
  Track track = Track::only;
  std::string start_utc;  ///< as the journal says, or else its tag; empty: not known
  Frames frames = 0;
  std::deque<HeardSecond> seconds;  ///< of sample_rate frames each; the last may be shorter
  std::vector<flac::Hole> holes;
  std::vector<std::uint64_t> loud_gaps;  ///< journal lines that say that silence stands where it does not
  std::uint64_t unread_bytes = 0;

  [[nodiscard]] bool is_loud_gap(std::uint64_t line) const {
    return std::binary_search(loud_gaps.begin(), loud_gaps.end(), line);
  }
};

/// What a file says of itself; empty or nothing where it can't be read.
struct Claims {
  std::string recording;
  std::string start_utc;
  bool is_salted = false;  ///< so are its seconds
  std::optional<AudioFormat> format;
};
[[nodiscard]] Claims claims_of(os::FileSystem& fs, const os::Path& path);

/// What is known of a file, as far as its sound is held against that.
struct Known {
  AudioFormat format;
  flac::Tags tags;                           ///< of the copy where its own can't be read or are of another recording
  const journal::AudioFile* file = nullptr;  ///< its gaps, and its seconds with their salts; null: nothing
};

/// Repairs `from/name` into `to/name`, which must not be there; without a whole frame it is not made. Where the tags
/// have a salt, so has each second: the one that the journal's has, or a new one.
[[nodiscard]] Sound recover_sound(os::FileSystem& fs, const os::Path& from, const os::Path& to, const std::string& name,
                                  const Known& known);

}  // namespace earwitness::recover_detail
