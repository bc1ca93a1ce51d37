// SPDX-License-Identifier: MIT
//
// The hash of one stretch of a FLAC file after the other. While they follow each other it decodes straight on; after
// damage each is decoded from the frame that it begins in, so that damage to one does not move the others. The file's
// own header and tags are not used: damage there says nothing about the sound. One thread. Throws FileError.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "flac/frame_scan.hpp"
#include "flac/reader.hpp"
#include "os/file_system.hpp"

namespace earwitness::verify_detail {

class SecondDecoder {
 public:
  SecondDecoder(os::FileSystem& fs, os::Path path, const AudioFormat& format);

  /// Called with all that is decoded, in order, until the first loss of step.
  std::function<void(std::span<const std::byte>)> on_samples;

  /// The hash of frames [from, from + frames); nothing if they can't all be decoded. Ask in rising order.
  [[nodiscard]] std::optional<crypto::Digest> hash(Frames from, Frames frames);
  /// What came last is not what was expected: the next one is looked for on its own.
  void lose_step() noexcept;
  /// How many frames follow, counted up to `most`.
  [[nodiscard]] Frames count_rest(Frames most);

 private:
  bool go_to(Frames position);
  std::span<const std::byte> read(Frames frames);

  os::FileSystem& fs_;
  os::Path path_;
  AudioFormat format_;
  flac::FrameScan scan_;
  std::unique_ptr<flac::Reader> reader_;  // at position_; null: out of step
  Frames position_ = 0;
  bool in_step_ = true;
};

}  // namespace earwitness::verify_detail
