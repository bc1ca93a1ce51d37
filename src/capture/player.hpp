// SPDX-License-Identifier: MIT
//
// Lets a person hear what a microphone took, through the default output. Waits until it has been played.
#pragma once

#include <cstddef>
#include <span>

#include "earwitness/base.hpp"

namespace earwitness::capture {

/// Whole frames in the canonical byte form. Throws DeviceError where nothing can be played.
void play_samples(std::span<const std::byte> samples, const AudioFormat& format);

}  // namespace earwitness::capture
