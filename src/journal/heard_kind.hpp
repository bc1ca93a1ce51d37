// SPDX-License-Identifier: MIT
//
// What a list says of where the sound came from: thousands of journals are not read whole and chained for it. Of lines
// that tell of no source nothing is looked at, and nothing is read behind the last note. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::journal {

/// `kind` is what the journal's first line calls it, `notes` how many lines notes.jsonl has. A recording of a
/// microphone of which a part is of a monitor, or the other way round, is `partly-monitor`, by the rule of verify's
/// heard_source(). Throws FileError.
[[nodiscard]] std::string heard_kind(os::File& journal, const std::string& kind, std::uint64_t notes);

/// Of a call the same of its near and its far side, in that order; none where it has no tracks. Throws FileError.
[[nodiscard]] std::vector<std::string> heard_sides(os::File& journal, std::uint64_t notes);

}  // namespace earwitness::journal
