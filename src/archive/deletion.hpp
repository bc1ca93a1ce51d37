// SPDX-License-Identifier: MIT
//
// Deletions, whole or in part, each in the one safe order: first the tombstone in the ledger, as what is gone without
// one would look as if somebody had taken it away; then what it speaks of. One thread; whoever calls holds the lock
// that changes of an archive need, and nobody records into the conversation. Errors: FileError; Error(surroundings)
// where nothing can be entered in the ledger.
#pragma once

#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "archive/key_file.hpp"
#include "archive/replace_bag.hpp"
#include "archive/settle.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

struct RecordingToDelete {
  Conversation folders;
  std::string recording;  ///< UUID; empty where nothing tells
  std::string seal;       ///< of the recording, or of what was recovered of it; empty: there was none
};

/// What an intent's `change` calls them.
inline constexpr const char* change_delete = "delete";
inline constexpr const char* change_delete_part = "delete_part";
inline constexpr const char* change_start = "start";

/// As its journal and its seal say it, which may be anyone's. Throws FileError.
[[nodiscard]] RecordingToDelete recording_to_delete(os::FileSystem& fs, const os::Path& conversation);

/// Deletes a conversation of the intents' archive, or of its bin, with all that lies in it. Returns the hash of the
/// tombstone.
std::string delete_recording(const Intents& intents, const os::Clock& clock, const Signer& signer,
                             const RecordingToDelete& request);

/// Removes what a start that was cut short left before it got any sound (is_start_without_sound()). Where the ledger
/// has its `begin`, it gets a line that nothing was recorded. False where that is so and there is no `signer`: then it
/// stays.
bool remove_start(const Intents& intents, const os::Clock& clock, const Signer* signer, const os::Path& conversation);

/// Removes what lost its name and is still there, as a version before this one was cut short at it: where the ledger
/// says, by one of these keys (PEM), that this recording was deleted, or where it holds nothing but what a start makes
/// before any sound. What else has such a name is left, and told.
[[nodiscard]] std::vector<LeftUnfinished> finish_discarding(os::FileSystem& fs, const os::Path& root,
                                                            const std::vector<std::string>& keys);

/// Whether a part of a recording can be deleted so that the rest keeps its proof.
enum class Divisibility {
  divisible,
  divided_before,  ///< a part was deleted already: what is left can't be cut again
  recovered,       ///< out of an interrupted recording
  not_sealed
};
[[nodiscard]] Divisibility divisibility_of(os::FileSystem& fs, const os::Path& conversation);

/// The folders of excerpts and transcripts that lie beside a recording, and may hold what is to be deleted.
[[nodiscard]] std::vector<std::string> later_bags_of(os::FileSystem& fs, const os::Path& conversation);

/// Where the deletion of a part is prepared, in the conversation's folder: what is left of the recording under
/// `remainder_name`, and what takes the place of files beside it, under their names.
inline constexpr const char* part_deletion_folder = ".part-deletion";
inline constexpr const char* remainder_name = "remainder";

struct PartToDelete {
  os::Path conversation;
  std::string recording;      ///< UUID
  std::string seal_before;    ///< of the whole recording
  std::string seal_after;     ///< of what is left of it
  bool is_announced = false;  ///< the ledger has said it before: the recording is gone, and only the rest goes now
  std::vector<std::string> replaced;  ///< names in the conversation, and prepared
  std::vector<std::string> removed;   ///< names in the conversation
};

/// To be written down before anything is prepared: what a crash leaves of that is taken back.
[[nodiscard]] Intent preparing_part_deletion(const os::Path& conversation);

/// Carries out what lies prepared in the conversation, whole or not at all. `change` is what
/// preparing_part_deletion() began: it becomes the plan of what is to be done, then the ledger gets its line, which
/// names the plan's hash, and only then is anything gone. A failure or a crash before that line leaves all as it was;
/// after it, whoever changes the archive next completes it. Where the ledger had its line before, the plan alone
/// counts. Returns the hash of the tombstone; empty where the ledger had it before. Error(surroundings) also where
/// something lies in the way (replace_bag.hpp).
std::string delete_part(const Intents& intents, const os::Clock& clock, const Signer& signer, const PartToDelete& part,
                        Change& change);

/// Conversations in which a version before this one was cut short at a deletion, or something looks like that.
[[nodiscard]] std::vector<std::string> names_of_cut_deletions(os::FileSystem& fs, const os::Path& root);

/// Completes what a version before this one left of that, in every conversation of the archive, where the ledger has
/// told it (its plan lay in the conversation as `plan.json`). What it has not told is left, and told. To be called
/// after finish_replacing().
[[nodiscard]] std::vector<LeftUnfinished> finish_part_deletions(os::FileSystem& fs, const os::Path& root,
                                                                const ReplacementProof& proof);

struct Tombstone {
  std::string hash{};         ///< of the ledger's line; empty: there is none
  std::string seal_before{};  ///< empty: it was not sealed
};
/// The ledger's line that names this hash as its `plan`. Throws FileError.
[[nodiscard]] Tombstone tombstone_of_plan(os::FileSystem& fs, const os::Path& root, const std::string& plan);

/// The hash of the ledger's line that says that a part was deleted, and this seal left; empty where none does. Throws
/// FileError.
[[nodiscard]] std::string tombstone_of_part(os::FileSystem& fs, const os::Path& root, const std::string& recording,
                                            const std::string& seal_after);

}  // namespace earwitness::archive
