// SPDX-License-Identifier: MIT
//
// Sound that counts: every frame says which one it is, so that a loss, a repeat or a change shows to the frame, also in
// what is left of a damaged file. Frame n holds n+1 in the bits of its samples from the first channel on, as many as
// there are; digital silence is no frame of it. With 32 bits a frame (two channels of 16, say) numbers never repeat.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::faults {

/// Appends `frames` frames from number `first` on, in the canonical byte form.
void append_counting(std::vector<std::byte>& bytes, Frames first, Frames frames, const AudioFormat& format);

/// The same for days of sound, in little room: the number goes up only every `step` frames, where FLAC begins a block.
inline constexpr Frames step = 4096;
void append_steps(std::vector<std::byte>& bytes, Frames first, Frames frames, const AudioFormat& format);

/// True if the bytes are the frames from `first` on. False, too, where that would take long to find out.
[[nodiscard]] bool counts_from(std::span<const std::byte> bytes, Frames first, const AudioFormat& format);

/// The number that a frame holds; nothing for digital silence. Of formats with at least 32 bits a frame.
[[nodiscard]] std::optional<Frames> number_of(std::span<const std::byte> frame, const AudioFormat& format) noexcept;

}  // namespace earwitness::faults
