// SPDX-License-Identifier: MIT
//
// Single FLAC frames (RFC 9639, 9) made by hand. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "earwitness/base.hpp"
#include "flac/frame_header.hpp"

namespace earwitness::flac {

/// One frame of digital silence, which takes the place of one that can't be read, or that is withheld.
[[nodiscard]] std::vector<std::byte> silent_frame(const AudioFormat& format, std::uint64_t number,
                                                  std::uint32_t block_size);
/// The length of the frame that the bytes begin with, whose header is `header`, where it is digital silence in the form
/// that every encoder gives it: each channel constant, and zero. Nothing for any other frame.
[[nodiscard]] std::optional<std::size_t> silent_frame_bytes(std::span<const std::byte> bytes, const FrameHeader& header,
                                                            const AudioFormat& format);
/// The same frame at another place of a stream whose frames are counted. `header` is its own.
[[nodiscard]] std::vector<std::byte> renumbered_frame(std::span<const std::byte> frame, const FrameHeader& header,
                                                      std::uint64_t number);

/// One frame of these samples as they are (in the canonical byte form, at most 65536 frames). `counts_samples`: the
/// stream's frames are numbered by their first sample.
[[nodiscard]] std::vector<std::byte> verbatim_frame(const AudioFormat& format, std::uint64_t number,
                                                    bool counts_samples, std::span<const std::byte> samples);

}  // namespace earwitness::flac
