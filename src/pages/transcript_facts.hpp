// SPDX-License-Identifier: MIT
//
// The transcript that counts beside a recording, for a report. What it says may be anyone's. One thread. Throws
// FileError.
#pragma once

#include <optional>
#include <string>

#include "os/file_system.hpp"
#include "pages/report_facts.hpp"

namespace earwitness::pages {

/// Of `transcript-1`, `transcript-2` ... in a conversation's folder the newest that a person made or read, else
/// the newest; nothing where there is none. `seal` is the recording's; `checker` knows keys.
[[nodiscard]] std::optional<TranscriptFacts> current_transcript(os::FileSystem& fs, const os::Path& conversation,
                                                                const std::string& seal, const Checker& checker = {});

}  // namespace earwitness::pages
