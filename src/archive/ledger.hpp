// SPDX-License-Identifier: MIT
//
// An archive's ledger, written (docs/format.md, "Ledger"): every begin, seal, recovery and deletion as a line that is
// chained to the one before it and signed. Nothing that stands in it is ever changed: a line that a crash left torn is
// completed by a `torn` line. No line holds free text.
//
// One thread and one process at a time: whoever writes holds a LedgerLock, as `recover` and `delete` may run beside a
// recording. A line is synced when the call returns. Nobody rests on the ledger for sound: who records goes on without
// it, and says so.
// Errors: FileError; Error(surroundings) where the end of what lies there is no ledger's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archive/key_file.hpp"
#include "archive/ledger_line.hpp"
#include "earwitness/base.hpp"
#include "json/value.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "os/lock.hpp"

namespace earwitness::archive {

[[nodiscard]] os::Path ledger_path(const os::Path& root);

class LedgerLock {
 public:
  /// Waits for another process for five seconds at the most, then throws Error(surroundings).
  [[nodiscard]] static LedgerLock acquire(const os::Clock& clock, const os::Path& root);

 private:
  explicit LedgerLock(os::Lock lock) : lock_(std::move(lock)) {}
  os::Lock lock_;
};

class Ledger {
 public:
  /// All of these outlive it.
  Ledger(os::FileSystem& fs, const os::Clock& clock, const os::Path& root, const Signer& signer)
      : fs_(fs), clock_(clock), path_(ledger_path(root)), signer_(signer) {}

  /// The hash of the last line. Makes the ledger where there is none, completes a torn line, and brings in the signer's
  /// key where the last line is by another.
  std::string head();
  /// Appends a line; its hash.
  std::string append(std::string_view event, const json::Value& fields);

 private:
  struct Tail;
  [[nodiscard]] Tail read_tail(os::File& file) const;
  [[nodiscard]] std::optional<Tail> read_tail(os::File& file, std::uint64_t bytes) const;
  std::string write(os::File& file, Tail& tail, std::string_view event, const json::Value& fields) const;
  void complete(os::File& file, Tail& tail) const;
  void bring_in_key(os::File& file, Tail& tail) const;
  [[nodiscard]] json::Value endorsements_from(const std::string& previous) const;
  [[nodiscard]] std::unique_ptr<os::File> open() const;

  os::FileSystem& fs_;
  const os::Clock& clock_;
  os::Path path_;
  const Signer& signer_;
};

/// What commands and recordings enter, each under the lock.
class LedgerEntries {
 public:
  LedgerEntries(os::FileSystem& fs, const os::Clock& clock, os::Path root, const Signer& signer)
      : fs_(fs), clock_(clock), root_(std::move(root)), signer_(signer) {}

  std::string head() const;
  /// Of the key that signs.
  std::string public_pem() const { return signer_.key.public_pem(); }
  /// `open` is the hash of the recording's first line.
  std::string begin(const std::string& recording, const std::string& open) const;
  /// `bag` is the folder's name in the conversation: `recording`.
  std::string seal(const std::string& recording, const std::string& bag, const std::string& seal) const;
  std::string recover(const std::string& recording, const std::string& bag, const std::string& seal) const;
  /// A transcript that was sealed beside its recording; `bag` is its folder's name.
  std::string transcript(const std::string& recording, const std::string& bag, const std::string& seal) const;
  /// It is about to be deleted.
  std::string remove_transcript(const std::string& recording, const std::string& bag) const;
  /// A seal that stands here without its line, as what made it was cut short: entered by the next command that can.
  std::string find(const std::string& recording, const std::string& bag, const std::string& seal) const;
  /// It is in the bin (bin.hpp), and a copy of the archive is about to be made without it.
  std::string bin(const std::string& recording, const std::string& seal) const;
  /// `what` is `recording`, or `nothing` for one that held no sound; the seal before may be empty. `plan`: hash of the
  /// intent; empty: there is none.
  std::string remove(const std::string& recording, const std::string& what, const std::string& seal_before,
                     const std::string& plan = {}) const;
  /// A part was deleted: what is left has another seal. `plan`: SHA-256 of what is written down to be done.
  std::string remove_part(const std::string& recording, const std::string& seal_before, const std::string& seal_after,
                          const std::string& plan) const;
  /// A head is about to be given to somebody: `export`, `report`, `timestamp`. What is returned is that head.
  std::string give_head(const std::string& to) const;

 private:
  std::string enter(std::string_view event, const json::Value& fields) const;

  os::FileSystem& fs_;
  const os::Clock& clock_;
  os::Path root_;
  const Signer& signer_;
};

}  // namespace earwitness::archive
