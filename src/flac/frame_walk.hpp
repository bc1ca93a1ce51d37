// SPDX-License-Identifier: MIT
//
// Where one FLAC frame ends (RFC 9639, 9.2), and the checksums in it. With its CRC-16, and samples that are what
// samples can be (frame_decoder.hpp), that tells a whole frame from a torn or garbled one. Pure functions, any thread;
// the bytes may be anyone's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "earwitness/base.hpp"
#include "flac/frame_header.hpp"

namespace earwitness::flac {

/// What a frame of this many samples takes at the most: an encoder that finds no shorter form writes them as they are.
[[nodiscard]] std::size_t max_frame_bytes(const AudioFormat& format, std::uint32_t block_size) noexcept;

/// The length of the frame that the bytes begin with, whose header is `header`; nothing unless all of it is there and
/// its CRC-16 fits.
[[nodiscard]] std::optional<std::size_t> whole_frame_bytes(std::span<const std::byte> bytes, const FrameHeader& header,
                                                           const AudioFormat& format);

/// RFC 9639, 9.3: polynomial x^16 + x^15 + x^2 + 1. `before`: that of the bytes that come before these.
[[nodiscard]] std::uint16_t crc16(std::span<const std::byte> bytes, std::uint16_t before = 0) noexcept;
/// RFC 9639, 9.1.8: polynomial x^8 + x^2 + x + 1.
[[nodiscard]] std::uint8_t crc8(std::span<const std::byte> bytes) noexcept;

}  // namespace earwitness::flac
