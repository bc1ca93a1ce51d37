// SPDX-License-Identifier: MIT
//
// A conversation report (in Dutch: gespreksverslag) for those who talked to sign: when, where, who, about what, what
// was said and agreed, to be filled in. It is made to be handed over, so nothing in it, neither a word nor a name nor
// the form of a time, tells that the conversation was recorded, or of this program. Filled in is nothing but the date,
// the time as one remembers it (to five minutes), and what was given for it in so many words; never a title, a mark or
// a transcript. Pure functions but for the language and the machine's time zone.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::pages {

struct MinutesRequest {
  UtcTime began{};
  std::chrono::nanoseconds length{};
  std::string place;
  std::string subject;
  std::vector<std::string> people;
  bool is_day = false;  ///< of an import of which no more than the day is said: the time is to be filled in
};

[[nodiscard]] std::string minutes_page(const MinutesRequest& request);

/// When a conversation began and how long it was, pauses counted, as its journal says; sealed or not. Throws
/// Error(not_found) where no journal says it, and FileError.
[[nodiscard]] MinutesRequest minutes_of(os::FileSystem& fs, const os::Path& recording);

/// `gespreksverslag-2026-11-23.html`, in the language's word.
[[nodiscard]] std::string minutes_name(UtcTime began);

}  // namespace earwitness::pages
