// SPDX-License-Identifier: MIT
//
// One uninterrupted stretch of audio: one FLAC file, and what the journal will say of it. Samples pass here once, for
// the encoder, the hash and the level together.
//
// What the journal may say already is what sync() returns: seconds and gaps whose frames have left the encoder and
// were synced. One thread. Errors: FileError, after which only the destructor is left.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "flac/writer.hpp"
#include "journal/salts.hpp"

namespace earwitness::record {

using base::Level;

/// One second of a file (its last may be shorter), or a gap in it.
struct Entry {
  bool is_gap = false;
  Frames from = 0;
  Frames frames = 0;
  // of a second:
  crypto::Digest sha256{};
  Level level;
  std::int64_t captured_boot_ns = 0;    ///< when the callback that brought its last frame was called
  std::optional<journal::Salt> salt{};  ///< that its hash begins with; nothing in format 1
  // of a gap:
  std::string cause;
  bool estimated = false;
};

class Stretch {
 public:
  /// `file` is new and empty; `name` is its path from the bag's root. Where the tags have a salt, so has each second.
  Stretch(std::unique_ptr<os::File> file, std::string name, const AudioFormat& format, const flac::Tags& tags);

  /// Whole frames; the last of them sounded at `boot_ns`. Returns how loud they are.
  Level write(std::span<const std::byte> samples, std::int64_t boot_ns);
  /// So many frames that come next are silence in place of what is known to be lost.
  void begin_gap(Frames frames, const std::string& cause, bool estimated);
  /// After write(failed) threw: the frames that are not in the file, from the encoder's last whole block on, `failed`
  /// included. They belong into the next file.
  [[nodiscard]] std::vector<std::byte> unsaved(std::span<const std::byte> failed) const;
  /// After write() threw: cuts gaps where the file's whole frames end. What is behind belongs into the next file, with
  /// the unsaved frames: there add_gaps() takes it before they are written.
  [[nodiscard]] std::vector<Entry> cut_gaps();
  void add_gaps(std::vector<Entry> gaps);
  /// After write() threw: syncs what is in the file all the same; then the entries that stand on disk.
  [[nodiscard]] std::vector<Entry> sync_as_it_is();
  /// True where sync() would return something: not every call is worth an fdatasync.
  [[nodiscard]] bool has_entries_to_sync() const noexcept;
  /// fdatasync; then the entries that stand on disk since the last call, in order.
  [[nodiscard]] std::vector<Entry> sync();
  /// Finishes the file, and syncs it unless a sync of it has failed before. If it throws, what is in the file is only
  /// known by reading it back.
  void close();
  /// The entries that no sync has returned yet: after close().
  [[nodiscard]] std::vector<Entry> take_rest();

  [[nodiscard]] Frames frames() const noexcept { return writer_.frames(); }
  /// Frames that have left the encoder, at the least.
  [[nodiscard]] Frames frames_out() const noexcept;
  [[nodiscard]] bool sync_failed() const noexcept { return sync_failed_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  void begin_second();
  void end_second(std::int64_t boot_ns);
  [[nodiscard]] Frames saved() const noexcept;
  void sync_file();
  void keep_tail(std::span<const std::byte> written);
  [[nodiscard]] std::vector<Entry> take_entries(Frames until);
  void add_entry(Entry entry);

  bool sync_failed_ = false;
  std::string name_;
  AudioFormat format_;
  flac::Writer writer_;
  bool is_salted_;
  std::optional<journal::Salt> salt_;
  crypto::Sha256 hash_;
  Level level_;
  std::vector<std::byte> tail_;  ///< what the encoder holds since the last write(), a block at the most
  Frames tail_from_ = 0;
  Frames second_from_ = 0;
  std::int64_t last_boot_ns_ = 0;
  std::deque<Entry> entries_;  ///< by their ends; of those with one end the second comes first
};

}  // namespace earwitness::record
