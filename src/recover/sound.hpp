// SPDX-License-Identifier: MIT
//
// One audio file, repaired, and what can be heard in it, second by second. One thread. Throws FileError.
#pragma once

#include <algorithm>
#include <cstdint>
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

struct HeardSecond {
  Frames frames = 0;
  crypto::Digest sha256{};
  base::Level level;
};

struct Sound {
  std::string name;       ///< from the bag's root
  std::string start_utc;  ///< as the journal says, or else its tag; empty: not known
  Frames frames = 0;
  std::vector<HeardSecond> seconds;  ///< of sample_rate frames each; the last may be shorter
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
  std::optional<AudioFormat> format;
};
[[nodiscard]] Claims claims_of(os::FileSystem& fs, const os::Path& path);

/// Repairs `from/name` into `to/name`, which must not be there; without a whole frame it is not made. `gaps` are what
/// the journal says of it; `tags` stand in the copy where its own
/// can't be read or are of another recording.
[[nodiscard]] Sound recover_sound(os::FileSystem& fs, const os::Path& from, const os::Path& to, const std::string& name,
                                  const AudioFormat& format, const flac::Tags& tags,
                                  std::span<const journal::SilentGap> gaps);

}  // namespace earwitness::recover_detail
