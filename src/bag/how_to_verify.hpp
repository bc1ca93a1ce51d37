// SPDX-License-Identifier: MIT
//
// how-to-verify.txt: for whoever gets a recording or an excerpt and has nothing of ours. A line that begins with four
// blanks is a command, and a test runs each as it stands on a real bag (but those below "Windows", which need a
// machine that the tests have not). A command that can't work on a bag does not stand in its text. Pure.
//
// Whoever makes all hashes of a bag anew could write another text, and somebody would type what it says. So a text is
// one that a version of this program has written, word for word: known_texts has the hash of each, and keeps it for
// ever. Whoever changes the text adds the hash of the new one (a test tells which), and takes none away.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace earwitness::bag {

/// What lies in a bag, as far as it decides what its text says. A transcript has neither.
struct HowToVerify {
  bool has_sound = true;    ///< `data/*.flac`
  bool has_journal = true;  ///< `data/journal.jsonl`
  bool is_excerpt = false;  ///< `data/excerpt.json`
  bool is_import = false;   ///< `data/imported/`
  /// An excerpt that says that it is what is left of a recording (`Earwitness-Deleted` in bag-info.txt).
  bool is_remainder = false;
  bool is_salted = false;  ///< `data/salts.jsonl`: of format 2
};

/// By the paths of what lies in the bag, and by whether its bag-info.txt has `deleted_label`.
[[nodiscard]] HowToVerify how_to_verify_of(std::span<const std::string> paths, bool says_deleted) noexcept;

/// English, then Dutch.
[[nodiscard]] std::string how_to_verify(const HowToVerify& bag);

/// Whether this or an earlier version has written the text with that hash (hex SHA-256) for such a bag.
[[nodiscard]] bool is_known_how_to_verify(std::string_view sha256, const HowToVerify& bag) noexcept;

/// The texts, whose lines begin with `S|` where they are for a bag with sound, `N|` without, `J|` with a journal, `T|`
/// without, `M|` with a journal and no sound, `E|` for an excerpt, `R|` for one that is what is
/// left of a recording, `X|` for one that is not, `K|` for anything but what is left of one, `O|` for any other, `P|`
/// for any other with sound, `I|` for an import, `D|` for one that was decoded, `U|` for one that was not, `L|` for a
/// recording of this program's own, `Q|` for a bag with sound whose seconds have salts, `V|` for one whose seconds have
/// none; `x|`, `r|` and `p|` are `X|`, `R|` and `P|` for one that has none, `y|` and `q|` are `X|` and `R|` for one
/// that has.
[[nodiscard]] std::string_view how_to_verify_english() noexcept;
[[nodiscard]] std::string_view how_to_verify_dutch() noexcept;

}  // namespace earwitness::bag
