// SPDX-License-Identifier: MIT
//
// A change of several steps, written down before its first one: `.intent-ID.jsonl` in the archive's folder
// (docs/format.md, "Intents"). Each step can be repeated, so whoever next changes the archive completes the change or
// takes it back (settle.hpp), whenever it was cut short.
//
// What lies there may be anyone's. An intent is believed where it has the proof of this user's own intent key, which
// lies beside the folder of keys and never leaves the computer; or where the ledger names its hash (settle.hpp). Paths
// lead nowhere but below the archive. One thread. Throws FileError.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "os/file_system.hpp"

namespace earwitness::limits {

inline constexpr std::uint64_t intent_bytes = 16ULL * 1024 * 1024;
inline constexpr std::size_t intents = 1000;  ///< that are read in one archive

}  // namespace earwitness::limits

namespace earwitness::archive {

struct ChangeStep {
  enum class Kind { move, remove };
  Kind kind = Kind::move;
  std::string path;    ///< below the archive
  std::string to{};    ///< of a move; done before where the folder that it leads to is gone
  std::string seal{};  ///< of a move: it is of the bag with this seal, and of no other; empty: of what has that name
};
[[nodiscard]] ChangeStep move_step(std::string path, std::string to, std::string seal = {});
/// Of a name that is the program's own: it begins with a dot, or ends in `.new`.
[[nodiscard]] ChangeStep remove_step(std::string path);

struct Intent {
  /// Whether `steps` are what is to be done; otherwise `undo` is.
  enum class Settled {
    at_once,    ///< it is written down, so it is to be done
    by_ledger,  ///< where a `delete` line has the intent's hash as its `plan`
    by_bag,     ///< where `bag` is sealed; the ledger is to have its seal, too
    never       ///< it only says what is to be removed
  };

  std::string
      change;  ///< `delete`, `delete_part`, `rename`, `import`, `transcript`, `recover`, `timestamp`, `excerpt`...
  std::string name;  ///< of the conversation's folder; may be empty
  Settled settled = Settled::at_once;
  /// by_bag: the bag below the archive. by_ledger: what is there as long as nothing was done. It is not taken back
  /// where that is gone.
  std::string bag{};
  std::string seal{};       ///< of that bag; empty: whichever it has
  std::string recording{};  ///< UUID; empty: the ledger is to have nothing of it
  std::vector<ChangeStep> steps{};
  std::vector<ChangeStep> undo{};
};

/// One line of JSON with its newline. A pure function.
[[nodiscard]] std::string intent_text(const Intent& intent);
/// Nothing for what is no intent, or has a path that leads elsewhere. A pure function.
[[nodiscard]] std::optional<Intent> parse_intent(std::string_view line);

struct IntentFile {
  os::Path path;
  std::string sha256;            ///< of the file: what the ledger names as `plan`
  std::optional<Intent> intent;  ///< nothing: it can't be read as one
  bool has_proof = false;        ///< by this user's own intent key
  std::string unread{};          ///< why it could not be read, where the disk failed: a sentence
};

/// The intents of one archive.
class Intents {
 public:
  using MakeKey = std::function<base::SecretText()>;
  /// Without a key nothing has a proof, and what is written gets none; `make` is asked for one when the first is
  /// written, so that a command that is refused leaves none behind.
  Intents(os::FileSystem& fs, os::Path root, base::SecretText key, MakeKey make = {})
      : fs_(fs), root_(std::move(root)), key_(std::move(key)), make_(std::move(make)) {}

  [[nodiscard]] os::FileSystem& fs() const noexcept { return fs_; }
  [[nodiscard]] const os::Path& root() const noexcept { return root_; }
  /// A new file, synced.
  [[nodiscard]] IntentFile write(const Intent& intent) const;
  /// In the place of the other, in one step.
  [[nodiscard]] IntentFile rewrite(const IntentFile& before, const Intent& intent) const;
  /// As it lies there now.
  [[nodiscard]] IntentFile read_again(const IntentFile& file) const;
  void remove(const IntentFile& file) const;
  /// Removes what a crash left of writing one: it never counted.
  void remove_unwritten() const;
  /// All that lie there, by name.
  [[nodiscard]] std::vector<IntentFile> read() const;

 private:
  [[nodiscard]] std::string text_of(const Intent& intent) const;
  void put(const os::Path& path, const std::string& text) const;
  void read_into(IntentFile& file) const;

  os::FileSystem& fs_;
  os::Path root_;
  mutable base::SecretText key_;  // one thread writes
  MakeKey make_;
};

/// A name that an intent has; no recording's.
[[nodiscard]] bool is_intent(std::string_view name) noexcept;
/// A name that one has while it is written: it does not count yet.
[[nodiscard]] bool is_unwritten_intent(std::string_view name) noexcept;
/// Whether any lies there, written or not: cheap.
[[nodiscard]] bool has_intents(os::FileSystem& fs, const os::Path& root);

}  // namespace earwitness::archive
