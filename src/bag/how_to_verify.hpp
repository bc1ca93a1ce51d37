// SPDX-License-Identifier: MIT
//
// how-to-verify.txt: for whoever gets a recording or an excerpt and has nothing of ours. A line that begins with four
// blanks is a command. A test runs each as it stands on a real bag, except those below "Windows", for which it would
// need a machine with Windows. A text has no command that can't work on its bag. Pure.
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

/// The texts. A line may begin with a mark that says which bags it is for:
///
/// | mark | bag |
/// |---|---|
/// | `S`, `N` | with sound, without |
/// | `V`, `Q` | with sound whose seconds have no salts, with salts |
/// | `J`, `T` | with a journal, without (a transcript) |
/// | `M` | with a journal and no sound |
/// | `L` | a recording of this program's own |
/// | `I`, `D`, `U` | an import; one that was decoded; one that was not |
/// | `O`, `E` | anything but an excerpt; an excerpt |
/// | `R`, `X` | an excerpt that is what is left of a recording; any other excerpt |
/// | `r`, `q` | as `R`, without salts; with salts |
/// | `x`, `y` | as `X`, without salts; with salts |
/// | `p` | sound that is no excerpt's, without salts |
[[nodiscard]] std::string_view how_to_verify_english() noexcept;
[[nodiscard]] std::string_view how_to_verify_dutch() noexcept;

}  // namespace earwitness::bag
