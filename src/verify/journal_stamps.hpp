// SPDX-License-Identifier: MIT
//
// The `timestamp` lines of a journal, each with the hash that its token is to be over. Read once more for them alone:
// most journals have none. One thread. Throws FileError.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

/// When a line was written, by the recorder's two clocks.
struct Moment {
  UtcTime utc{};
  std::int64_t mono_ns = 0;
};

struct JournalStamp {
  std::uint64_t line = 0;    ///< where the token stands, from 1
  std::uint64_t covers = 0;  ///< the line that it is over, from 1
  Moment written;
  Moment covered;
  crypto::Digest imprint{};        ///< of the covered line
  std::vector<std::byte> token;    ///< DER; empty: the line holds none
  std::vector<std::string> words;  ///< of a slate that a later line says was shown
};

struct JournalStamps {
  std::vector<JournalStamp> stamps;  ///< at most limits::time_stamps
  Moment opened;
  Moment ended;                     ///< the last line
  bool clock_synchronised = false;  ///< as `open` says
};

/// Of the first `lines` lines.
[[nodiscard]] JournalStamps read_stamps(os::File& journal, os::File& again, std::uint64_t lines);

}  // namespace earwitness::verify_detail
