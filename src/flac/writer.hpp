// SPDX-License-Identifier: MIT
//
// Samples into one FLAC file (RFC 9639), by libsndfile over our own os::File, because libsndfile hides failures:
// on a full disk sf_close() reports success. Every byte goes through a file object that remembers its first error,
// every count is compared, and close() is where success is known.
//
// One thread. The file must be new and empty; the writer owns it.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// What stands in the file's tags: no free text. Each must be ASCII.
struct Tags {
  std::string start_utc;      ///< DATE
  std::string recording;      ///< COMMENT begins with it: the recording's UUID
  std::string software;       ///< ENCODER-like tag
  Track track = Track::only;  ///< of a call's file: said behind the recording's name
  /// Hex, said behind that: without it, whoever has or guesses a file's sound could tell its hash in a manifest.
  std::string salt{};
};
/// COMMENT: `UUID`, `UUID near SALT`.
[[nodiscard]] std::string comment_of(const Tags& tags);
/// How many digits a salt has.
inline constexpr std::size_t salt_digits = 32;

/// The encoder writes this many frames at once, when it has seen one more.
inline constexpr Frames block_frames = 4096;
/// So it holds back at most this many: of what was written, all but these are in the file.
inline constexpr Frames held_back_at_most = block_frames;

class Writer {
 public:
  /// Writes the header at once, so that even a file killed in its first second opens.
  /// Throws FileError, or Error(usage) for a format that FLAC or libsndfile cannot write.
  Writer(std::unique_ptr<os::File> file, const AudioFormat& format, const Tags& tags);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Whole frames in the canonical byte form (see earwitness/base.hpp). Throws FileError; then only close() is left.
  void write(std::span<const std::byte> frames);
  [[nodiscard]] Frames frames() const noexcept;
  /// fdatasync of what has left the encoder, also after write() or finish() threw. After it threw itself, the file is
  /// not to be synced again: close_unsynced() is left.
  void sync();
  /// Finishes the stream (total, MD5). What fails once fails again at every further call, here and below.
  void finish();
  /// finish(), sync and close; throws FileError if any of it, ever, failed.
  void close();
  /// The same without the sync: whoever could not sync reads back what is there.
  void close_unsynced();
  [[nodiscard]] const os::Path& path() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::flac
