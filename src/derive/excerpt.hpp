// SPDX-License-Identifier: MIT
//
// A sealed bag that shows some seconds of a sealed recording and proves that they are its own (docs/format.md,
// "Excerpt"): `excerpt-1/`, `excerpt-2/` ... in the conversation's folder, or elsewhere. What is withheld is digital
// silence; its sound, its levels, all notes that were not asked for, the title and the user's name are not in it.
//
// Only a recording that verifies gets one, recovered ones too; and what was made is verified before it gets its name.
// The recording is only read. One excerpt at a time in a folder: whoever calls holds a lock.
// Errors: NotUnchanged; Error(usage) for times and notes that make no sense; Error(not_found) for what is no recording
// or has no excerpts (an excerpt, an import that can't be decoded); FileError. Then nothing is left behind.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/signing_key.hpp"
#include "earwitness/verify.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "timeline/selection.hpp"

namespace earwitness::derive {

/// The recording is not sealed, or not as it was sealed: nothing that rests on it may be made.
class NotUnchanged : public Error {
 public:
  explicit NotUnchanged(Verification verification);
  [[nodiscard]] const Verification& verification() const noexcept { return verification_; }

 private:
  Verification verification_;
};

/// The ledger of its archive contradicts the recording: nothing that rests on it may be
/// made.
class ContradictedByLedger : public Error {
 public:
  using Error::Error;
};

/// Throws NotUnchanged or ContradictedByLedger; warns of what the ledger lacks. `archive`: the user's own.
void require_unchanged(os::FileSystem& fs, const os::Path& bag, const os::Path& archive);
/// The second half of it, of a bag or a conversation.
void require_word_of_ledger(os::FileSystem& fs, const os::Path& recording, const os::Path& archive);

/// What the folder is called where it is made until it is sealed: archive::new_work_name() of this.
inline constexpr const char* excerpt_work_stem = "excerpt";

struct ExcerptRequest {
  os::Path recording;  ///< a bag, or a conversation
  timeline::Selection selection;
  std::vector<std::string> notes;           ///< to disclose with their text: numbers, or `title`
  std::string name;                         ///< of the one who makes it; empty: not stated
  std::optional<os::Path> into;             ///< a folder; nothing: the conversation's
  std::string work_name{};                  ///< of the folder that it is made in; empty: any new one
  const crypto::SigningKey* key = nullptr;  ///< signs the excerpt's own seal; null: it is not signed
  os::Path archive{};                       ///< the maker's own: what has no seal there was interrupted
  /// It takes the recording's place: its owner deletes the rest now. Then it says so, and repeats the statement.
  bool is_remainder = false;
};

struct Excerpt {
  os::Path bag;
  std::string recording;                       ///< UUID
  std::string original;                        ///< the recording's seal
  std::string seal;                            ///< its own
  std::vector<timeline::TimeRange> disclosed;  ///< in whole seconds of sound, from the first frame
  double disclosed_seconds = 0;                ///< of a call, here and below: of the track of which it is longer
  double withheld_seconds = 0;
  std::vector<std::uint64_t> notes;  ///< that were disclosed
  std::uint64_t withheld_notes = 0;
  bool is_salted = false;  ///< a second that is withheld can't be tried through
};

[[nodiscard]] Excerpt make_excerpt(os::FileSystem& fs, const os::Clock& clock, const ExcerptRequest& request);

}  // namespace earwitness::derive
