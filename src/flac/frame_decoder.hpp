// SPDX-License-Identifier: MIT
//
// One FLAC frame into samples (RFC 9639, 9), and where it ends: nothing says its length. It takes only what every
// decoder takes in the same way. A sample out of its range, a residual of more than 32 bits, a shift to the left, bits
// that say nothing and are not zero: there one decoder wraps around, the next one clips and a third one gives up, so
// that the same file sounds different in each. No such frame is taken.
//
// One thread. The bytes may be anyone's. Memory: the samples of one frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earwitness/base.hpp"
#include "flac/frame_header.hpp"

namespace earwitness::flac {

struct DecodedFrame {
  std::size_t bytes = 0;        ///< its length, header and CRC-16 included; 0: it is not taken
  const char* fault = nullptr;  ///< why not: a sentence to be translated
};

class FrameDecoder {
 public:
  explicit FrameDecoder(const AudioFormat& format);

  /// The frame that the bytes begin with, whose header is `header`.
  [[nodiscard]] DecodedFrame decode(std::span<const std::byte> bytes, const FrameHeader& header);
  /// The samples of one channel of the frame that was taken last.
  [[nodiscard]] std::span<const std::int32_t> samples(unsigned channel) const noexcept;

 private:
  class Bits;
  bool subframe(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample);
  bool fixed(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample, unsigned order);
  bool linear(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample, unsigned order);
  bool residuals(Bits& bits, std::span<std::int32_t> into, unsigned order);
  bool warm_up(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample, unsigned order);
  bool join_channels(std::uint32_t channel_code);

  AudioFormat format_;
  std::vector<std::vector<std::int32_t>> channels_;
  const char* fault_ = nullptr;
};

}  // namespace earwitness::flac
