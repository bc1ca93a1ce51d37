// SPDX-License-Identifier: MIT
//
// Deletions, whole or in part, each in the one safe order: first the tombstone in the ledger, as what is gone without
// one would look as if somebody had taken it away; then what it speaks of. One thread; whoever calls holds the lock
// that changes of an archive need, and nobody records into the conversation. Errors: FileError; Error(surroundings)
// where nothing can be entered in the ledger.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "archive/key_file.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

struct RecordingToDelete {
  Conversation folders;
  std::string recording;  ///< UUID; empty where nothing tells
  std::string seal;       ///< of the recording, or of what was recovered of it; empty: there was none
};

/// Deletes a conversation with all that lies in it. Returns the hash of the tombstone.
std::string delete_recording(os::FileSystem& fs, const os::Clock& clock, const Signer& signer,
                             const RecordingToDelete& request);

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

/// What is left of a recording: a sealed bag in the conversation's folder.
struct Remainder {
  os::Path bag;
  std::string recording;    ///< UUID
  std::string seal_before;  ///< of the recording
  std::string seal_after;   ///< its own
};

struct PartToDelete {
  os::Path conversation;                ///< whose recording is divisible
  std::vector<std::string> later_bags;  ///< folders beside the recording that are deleted with the part
  /// Makes the remainder. It is called before anything is changed, and what it throws leaves all as it was.
  std::function<Remainder(const os::Path& bag)> make_remainder;
};

/// The remainder takes the recording's place. Its title goes into the label, as a remainder bears none. A crash leaves
/// the recording or the remainder whole (replace_bag.hpp). Returns the hash of the tombstone. Error(surroundings) also
/// where something lies in the way, before anything is made.
std::string delete_part(os::FileSystem& fs, const os::Clock& clock, const Signer& signer, const PartToDelete& request);

}  // namespace earwitness::archive
