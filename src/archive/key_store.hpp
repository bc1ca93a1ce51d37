// SPDX-License-Identifier: MIT
//
// Where this user's signing key lies: one, in a folder that nobody else may look into (docs/format.md, "Key"). It is
// made at first use, never written over, and refused where others could have read it.
//
// One thread, and whoever changes something holds a lock: cli/unlock.hpp. Errors: FileError, and
// Error(surroundings) for a key that others could read or that is none, with what to type.
#pragma once

#include <optional>
#include <vector>

#include "archive/key_file.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

class KeyStore {
 public:
  KeyStore(os::FileSystem& fs, os::Path folder) : fs_(fs), folder_(std::move(folder)) {}

  [[nodiscard]] os::Path path() const { return folder_ / "signing-key.pem"; }
  /// Where a key lies that is not used any more: nothing is ever thrown away.
  [[nodiscard]] os::Path retired_path(const std::string& fingerprint) const;
  /// Nothing where there is none yet.
  [[nodiscard]] std::optional<KeyFile> read() const;
  /// Those that lie there and are not used any more, in the order of their names. What others could have put there, and
  /// what is no key, is passed over.
  [[nodiscard]] std::vector<KeyFile> retired() const;
  /// A first key, without a passphrase. EEXIST if one is there.
  [[nodiscard]] KeyFile make(UtcTime now);
  /// A key from elsewhere. EEXIST if one is there.
  void put(const KeyFile& file);
  /// The same key in another form, such as with another passphrase: nothing is kept of the old form.
  void rewrite(const KeyFile& file);
  /// Another key, in one step; the old one is kept at retired_path().
  void replace(const KeyFile& file);
  /// That the key with this fingerprint was copied elsewhere, for `doctor`: not whether that copy is still there.
  void note_copy(const std::string& fingerprint, UtcTime now);
  /// When it last was, as far as it was noted.
  [[nodiscard]] std::optional<UtcTime> copied(const std::string& fingerprint) const;

  /// What proves that this user wrote an intent on this computer (intent.hpp): random, beside the folder of keys,
  /// made where there is none, and never copied elsewhere. Empty where it can't be made or read: then nothing is
  /// proven.
  [[nodiscard]] base::SecretText intent_key() noexcept;
  /// The same, and none is made.
  [[nodiscard]] base::SecretText known_intent_key() const noexcept;

  /// What a command that was killed left beside the keys: a key that never counted, perhaps without a passphrase.
  [[nodiscard]] std::vector<os::Path> leftovers() const;
  /// Whether one was killed while it noted when a copy was made: a moment, and no key.
  [[nodiscard]] bool has_unfinished_note() const;
  /// Removes all of that. Whoever calls holds the lock. Throws FileError.
  void remove_leftovers();

 private:
  void check(const os::Path& path, os::EntryKind kind) const;
  [[nodiscard]] base::SecretText read_intent_key() const;

  os::FileSystem& fs_;
  os::Path folder_;
};

}  // namespace earwitness::archive
