// SPDX-License-Identifier: MIT
//
// The conversation that a person names, for commands that change something in the archive. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/settle.hpp"
#include "archive/work_notes.hpp"
#include "context/context.hpp"
#include "os/lock.hpp"

namespace earwitness::context {

/// The folder of a conversation; for its `recording/` or `recovered/` the one that they lie in. Absolute. Throws
/// Error(not_found).
[[nodiscard]] os::Path conversation_of(const Context& context, const std::string& word);

/// The same, and an archive's own: other folders that hold a bag are not changed. Throws Error(not_found).
[[nodiscard]] os::Path archived_conversation(const Context& context, const std::string& word);

// What an intent's `change` calls what is written down here.
inline constexpr const char* change_import = "import";
inline constexpr const char* change_transcript = "transcript";
inline constexpr const char* change_recover = "recover";
inline constexpr const char* change_excerpt = "excerpt";
inline constexpr const char* change_export = "export";
inline constexpr const char* change_report = "report";
inline constexpr const char* change_backup = "backup";

/// Of the user's own, in this archive.
[[nodiscard]] archive::Intents intents_of(const Context& context, const os::Path& archive);

/// Held by whoever changes what lies in the archive: two at once would take each other's work for a leftover.
struct Changes {
  os::Lock lock;
  archive::Intents intents;
  std::vector<archive::Settlement> settled;  ///< what became of changes before
};
/// Whether another change that is under way is given a few seconds to end.
enum class Wait { none, briefly };
/// What a crash left of a change is completed or taken back first, where it is proven to be the user's own, else it is
/// warned of. With `signer`, the ledger gets the lines that it lacks. Throws Error(surroundings).
[[nodiscard]] Changes claim_changes(const Context& context, const os::Path& archive,
                                    const archive::Signer* signer = nullptr, Wait wait = Wait::briefly);

/// Whether a name that is no more is the one that was typed, or what the word would have meant beside those that are
/// there now.
[[nodiscard]] bool was_meant(const Context& context, const os::Path& archive, const std::string& name,
                             const std::string& word);

/// What is to be done and could not be (has_failed), with what completes it.
[[nodiscard]] Error failure_of(const archive::Settlement& settled);

/// Something that is made in a folder or file of its own until it is whole, beside other commands. It is written down
/// before: in the user's own archive as an intent, else in a note; so what a crash leaves is removed by whoever comes
/// next, and nothing else is.
class Making {
 public:
  /// It is made in `folder`, which may be a conversation, under a name of this stem.
  Making(const Context& context, const os::Path& folder, const char* change, std::string_view stem);
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  std::string name_;
  std::optional<archive::Intents> intents_;
  std::optional<archive::Change> change_;
  std::optional<archive::WorkNote> note_;
};

/// Whether a seal of the user's own lies there that the ledger lacks. Throws Error.
[[nodiscard]] bool lacks_seals(const Context& context, const os::Path& archive);

/// By their notes (archive/own_notes.hpp), as far as nobody else could have written them: hashes of first lines.
[[nodiscard]] std::vector<std::string> begun_here(const Context& context);

/// Whether the ledger gets the lines that it lacks: not before a recording begins, as looking for them takes a while.
enum class MissingSeals { enter, leave };
/// Before anything is looked up: what is unfinished in the archive, and in the one that `word` leads into where it is a
/// path, is completed or taken back. What became of it: where the disk fails, that it was left (has_failed); nothing
/// where another command is at work there. The ledger of the user's own archive gets the lines that it lacks, where the
/// key has no passphrase. Throws nothing: what can't be done is left to the next one.
std::vector<archive::Settlement> settle_before(const Context& context, const std::string& word,
                                               MissingSeals missing = MissingSeals::enter) noexcept;
/// The same lines, by who has the key open; and what has been in the bin for its time is deleted, unless it records.
void complete_ledger(const Context& context, const os::Path& archive, const archive::Signer& signer) noexcept;

/// For who only reads: says in one sentence each what is unfinished in the archive, and the command that completes it.
void mention_unfinished(const Context& context, const os::Path& archive) noexcept;

/// Held by whoever has a recording's text in an editor, or takes it away. Throws Error(surroundings).
[[nodiscard]] os::Lock claim_typing(const Context& context, const os::Path& conversation);

/// Whose process may still be there is not for us: it seals by itself. Throws Error(surroundings).
void refuse_running(const os::Path& conversation);

}  // namespace earwitness::context
