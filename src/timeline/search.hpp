// SPDX-License-Identifier: MIT
//
// Finding a recording by words that a person remembers of it: in its titles, in its notes and marks, in what was noted
// later, and in the transcript that counts (archive/transcripts.hpp). Capitals and accents do not matter; a word may be
// a part of one.
//
// Read-only. Whatever lies there may be anyone's: what can't be read is passed over, as a list shows what there is and
// `verify` says what is wrong with it. Any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "archive/recordings.hpp"
#include "os/file_system.hpp"

namespace earwitness::timeline {

struct Hit {
  /// `title` (the sealed one), `later_title`, `later_note`, `transcript`, or the kind of a sealed note: `mark`, ...
  std::string where;
  std::optional<std::chrono::milliseconds> at;  ///< on the clock that starts with the first frame
  std::string text;                             ///< around the word; free text: print it through base::printable
};

/// The words, each as find_folded() wants it. Throws Error(usage) for none, and beyond limits::search_words.
[[nodiscard]] std::vector<std::string> search_words(const std::vector<std::string>& typed);

/// Where the words stand, at most limits::search_hits; nothing if one of them stands nowhere in this recording.
[[nodiscard]] std::optional<std::vector<Hit>> search(os::FileSystem& fs, const archive::Item& item,
                                                     const std::vector<std::string>& words);

}  // namespace earwitness::timeline
