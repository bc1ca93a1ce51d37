// SPDX-License-Identifier: MIT
//
// Where recordings live (docs/format.md, "Archive"), one of which may be in progress: whoever records holds the
// archive's lock. One folder a conversation, named by its local start time and its title; its bag is `recording/`.
//
// An Archive belongs to one thread. Everything throws FileError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bag/layout.hpp"
#include "bag/writer.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"
#include "os/lock.hpp"

namespace earwitness::archive {

/// The recording that is in progress, as its process said it in the lock file: to be checked before it is believed.
struct Running {
  std::int64_t pid = 0;  ///< 0: it does not say
  std::string socket;    ///< path of the control socket
  std::string folder;    ///< of the conversation
};

/// What a lock file says. What can't be a process's number or a path counts as not said. A pure function.
[[nodiscard]] Running parse_running(std::string_view said);

/// Nothing where no process holds the archive's lock.
[[nodiscard]] std::optional<Running> running(const os::Path& root);

/// The file whose lock a Claim holds.
[[nodiscard]] os::Path claim_path(const os::Path& root);
/// The right to record into an archive, for as long as it lives.
class Claim {
 public:
  /// Makes the archive where it is missing. Throws Error(surroundings) while another recording runs in it.
  [[nodiscard]] static Claim acquire(os::FileSystem& fs, const os::Path& root);
  /// Tells other processes where to find this recording.
  void announce(const Running& running);

 private:
  explicit Claim(os::Lock lock) : lock_(std::move(lock)) {}
  os::Lock lock_;
};

/// A conversation's folders. The bag's `data/` is where a recording in progress is visible from its first moment.
struct Conversation {
  os::Path folder;
  [[nodiscard]] os::Path bag() const { return folder / bag::recording_folder; }
  [[nodiscard]] os::Path data() const { return bag() / bag::payload_folder; }
  /// A sealed bag of what `recover` found, where the recording was interrupted.
  [[nodiscard]] os::Path recovered() const { return folder / bag::recovered_folder; }
  /// Room set aside for the end of a recording on a full disk; there while it runs, and after a crash.
  [[nodiscard]] os::Path reserve() const { return folder / ".reserve"; }
  [[nodiscard]] os::Path log() const { return folder / "log.txt"; }
};

/// Whether a bag has its seal; whether it holds is verify's to say.
[[nodiscard]] bool is_sealed(os::FileSystem& fs, const os::Path& bag);

/// What a conversation's folder is called, before another one took the name: `2026-11-23_15-30-05_review`.
[[nodiscard]] std::string folder_name(UtcTime start, const std::string& title);
/// A new conversation's folders, empty and durable.
[[nodiscard]] Conversation begin(os::FileSystem& fs, const os::Path& root, UtcTime start, const std::string& title);

/// Removes a conversation that this process began, and that holds nothing worth keeping. It loses its name first, at
/// once and for good: one that is half gone must not look like a recording. (deletion.hpp has what removes any other.)
void discard(os::FileSystem& fs, const Conversation& conversation);
/// The name that a conversation has while it is removed.
[[nodiscard]] std::string discarded_folder(const std::string& name);
/// What lies where a change of the archive is to put something, and can't be shown to be left of one: it stays.
[[nodiscard]] Error in_the_way(const os::Path& path);
/// Throws Error(surroundings) where something lies in the way of discard(): before anything is entered in the ledger.
void require_discardable(os::FileSystem& fs, const Conversation& conversation);
/// What the folder is called where an import is made until it is sealed: new_work_name() of this.
inline constexpr const char* import_work_stem = ".unfinished-import";
/// A folder that discard() did not get to remove to its end, or an import that is not done: no recording.
[[nodiscard]] bool is_discarded(const std::string& name) noexcept;

}  // namespace earwitness::archive
