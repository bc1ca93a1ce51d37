// SPDX-License-Identifier: MIT
//
// When a file says that it was recorded: by its tags, or by its name, as telephones and meeting programs give it. It is
// offered to the person who imports, never taken for true. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "media/facts.hpp"

namespace earwitness::derive {

struct ClaimedTime {
  UtcTime time;
  std::string words;  ///< as they stand there
  enum class Source { tag, name } source = Source::tag;
  bool is_day = false;  ///< they say the day alone
};

/// The one that says the most: a time with its zone before one without, tags before the name. Nothing where none says a
/// time between 1990 and `now`: a clock that was never set says 1904 or 1970.
[[nodiscard]] std::optional<ClaimedTime> claimed_time(const std::string& file_name,
                                                      const std::vector<media::Claim>& claims, UtcTime now);

}  // namespace earwitness::derive
