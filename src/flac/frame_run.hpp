// SPDX-License-Identifier: MIT
//
// Frames that follow each other in a file, walked through and decoded at once: what they hold, and all that
// stream_check must know of them. So whoever decodes a file in parts (ordered_decoder.hpp) need not walk through it
// once more. Only frames that every decoder takes alike are taken (frame_decoder.hpp), one behind the other, each with
// the number that follows; a run of anything else is no run, and its bytes are for a decoder that finds its way through
// damage.
//
// One object, one thread. The bytes may be anyone's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "earwitness/base.hpp"
#include "flac/frame_cuts.hpp"
#include "flac/hidden_frames.hpp"
#include "flac/stream_head.hpp"

namespace earwitness::flac {

/// Where a run lies.
struct RunPlace {
  Cut from;                      ///< its first frame
  std::optional<Cut> to;         ///< the first one that is not in it; nothing: the file ends with it
  Frames max_frames = 0;         ///< more samples than this are no run
  std::uint64_t begin = 0;       ///< byte where the stream's first frame is
  std::uint32_t block_size = 0;  ///< of that frame
  bool says_rate = true;         ///< so do it and all others; false: they leave it to STREAMINFO
  bool says_bits = true;
};

struct FrameRun {
  bool begins_stream = false;  ///< its first frame is the stream's, and says that it is number 0
  bool ends_file = false;
  bool is_even = true;  ///< each frame but the last of the file is as long as the stream's first
  Frames samples = 0;   ///< of each channel
  std::uint32_t block_size = 0;
  std::uint32_t min_frame_bytes = 0;
  std::uint32_t max_frame_bytes = 0;
  std::vector<SeenHeader> seen;  ///< within its frames, and none of them is a whole frame
};

/// How many bytes behind its end a run's last frame is to be judged by.
[[nodiscard]] std::size_t bytes_ahead(const AudioFormat& format, std::uint32_t block_size) noexcept;

/// Appends the run's samples, in the canonical byte form, to `samples`. `bytes`: its own, and as many as bytes_ahead()
/// behind it, where the file has them. Nothing where it is no run; then `samples` are of no use.
[[nodiscard]] std::optional<FrameRun> decode_run(std::vector<std::byte> bytes, const AudioFormat& format,
                                                 const RunPlace& place, std::vector<std::byte>& samples);

/// What the runs of a file are together.
class StreamRuns {
 public:
  explicit StreamRuns(const AudioFormat& format) : format_(format) {}

  /// In their order, with nothing between them.
  void add(const FrameRun& run);
  /// Whether find_stream_fault() finds nothing in the file whose head this is; false where that must be asked.
  [[nodiscard]] bool are_faultless(const StreamHead& head, Frames frames) const noexcept;

 private:
  AudioFormat format_;
  std::optional<HiddenFrames> hidden_;
  FrameRun all_;
  bool is_known_ = true;
};

}  // namespace earwitness::flac
