// SPDX-License-Identifier: MIT
//
// The hash of one stretch of a FLAC file after the other. While they follow each other it decodes straight on, as any
// player would, from where the file's metadata ends, on all cores (flac/ordered_decoder.hpp); after damage each is
// decoded from the frame that it begins in, so that damage to one does not move the others. What header and tags say is
// not used: damage there says nothing about the sound. To be used by one thread. Throws FileError.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "flac/frame_scan.hpp"
#include "flac/ordered_decoder.hpp"
#include "flac/reader.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

class SecondDecoder {
 public:
  SecondDecoder(os::FileSystem& fs, os::Path path, const AudioFormat& format);

  /// Called with all that is decoded, in order, until the first loss of step.
  std::function<void(std::span<const std::byte>)> on_samples;

  /// The hash of a second's frames, behind its salt where it has one; nothing if they can't all be decoded. Ask in
  /// rising order.
  [[nodiscard]] std::optional<crypto::Digest> hash(const journal::Second& second);
  /// The same, with the samples themselves in `samples`, whose place is used again.
  [[nodiscard]] std::optional<crypto::Digest> hash(const journal::Second& second, std::vector<std::byte>& samples);
  /// What came last is not what was expected: the next one is looked for on its own.
  void lose_step() noexcept;
  /// Its first frame is where its metadata ends, and not further on behind something else that a player would play.
  [[nodiscard]] bool begins_with_sound() const noexcept { return begins_with_sound_; }
  /// Once all is decoded, without a loss of step: it was seen on the way that flac::find_stream_fault() finds nothing.
  [[nodiscard]] bool is_faultless(const flac::StreamHead& head, Frames frames) const noexcept;
  /// How many frames follow, at most `max_frames` of them.
  [[nodiscard]] Frames count_rest(Frames max_frames);

 private:
  void begin();
  const crypto::Digest& silence(std::size_t bytes);
  template <typename Take>
  std::optional<crypto::Digest> hash_each(const journal::Second& second, Take take);
  bool go_to(Frames position);
  std::span<const std::byte> read(Frames frames);

  os::FileSystem& fs_;
  os::Path path_;
  AudioFormat format_;
  flac::FrameScan scan_;
  std::unique_ptr<flac::OrderedDecoder> in_order_;  // at position_, until the first loss of step
  std::unique_ptr<flac::Reader> reader_;            // the same after it; null: nowhere
  std::map<std::size_t, crypto::Digest> silences_;  // hashes of so many bytes: of a whole second, and of a last one
  bool begins_with_sound_ = false;
  Frames position_ = 0;
};

}  // namespace earwitness::verify_detail
