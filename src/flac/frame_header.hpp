// SPDX-License-Identifier: MIT
//
// One FLAC frame header (RFC 9639, 9.1) out of bytes that may be anything. A pure function, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "earwitness/base.hpp"

namespace earwitness::flac {

/// Sync code, codes, the longest number, block size, rate and CRC-8.
inline constexpr std::size_t frame_header_bytes = 4 + 7 + 2 + 2 + 1;
/// The first byte of every frame.
inline constexpr std::byte frame_sync_byte{0xFF};

struct FrameHeader {
  bool counts_samples = false;  ///< `number` is the first sample's; else it counts frames of one size
  std::uint64_t number = 0;
  std::uint32_t block_size = 0;    ///< samples of each channel
  std::uint32_t channel_code = 0;  ///< as it stands there (RFC 9639, 9.1.3)
  std::uint16_t channels = 0;
  std::uint16_t bits = 0;         ///< 0: those of the stream
  std::uint32_t sample_rate = 0;  ///< the same
  std::size_t bytes = 0;          ///< of the header itself, its CRC-8 included
};

/// Whether a number may be coded in more bytes than it needs, and a rate be said as 0: not every decoder takes that.
enum class Coding { strict, lenient };
/// Nothing unless the bytes begin with a whole header, of whatever format, whose CRC-8 fits.
[[nodiscard]] std::optional<FrameHeader> parse_any_frame_header(std::span<const std::byte> bytes,
                                                                Coding coding = Coding::strict);

/// The same, and nothing unless it is of this format.
[[nodiscard]] std::optional<FrameHeader> parse_frame_header(std::span<const std::byte> bytes,
                                                            const AudioFormat& format);

}  // namespace earwitness::flac
