// SPDX-License-Identifier: MIT
//
// how-to-verify.txt: for whoever gets a recording or an excerpt and has nothing of ours. A line that begins with four
// blanks is a command, and a test runs each as it stands on a real bag (but those below "Windows", which need a
// machine that the tests have not). A command that can't work on a bag does not stand in its text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace earwitness::bag {

/// What lies in a bag, as far as it decides what its text says. A transcript has neither.
struct HowToVerify {
  bool has_sound = true;    ///< `data/*.flac`
  bool has_journal = true;  ///< `data/journal.jsonl`
};

/// English, then Dutch.
[[nodiscard]] std::string how_to_verify(const HowToVerify& bag);

/// The texts, whose lines begin with `S|` where they are for a bag with sound, `N|` without, `J|` with a journal, `T|`
/// without, `M|` with a journal and no sound.
[[nodiscard]] std::string_view how_to_verify_english() noexcept;
[[nodiscard]] std::string_view how_to_verify_dutch() noexcept;

}  // namespace earwitness::bag
