// SPDX-License-Identifier: MIT
//
// A call into the sound system, with a bound. PortAudio, ALSA and the client libraries of sound servers have none: a
// server that takes the connection and never answers keeps them for ever. So each call that may open, close or fill a
// device runs on a thread of its own, which is left behind once it takes too long, with all that it needs. What it
// opens after that it must close again: it looks at the GivenUp that it gets, after each step.
//
// PortAudio is used by one thread at a time. While a call that was left behind still hangs, no other one is begun.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>

namespace earwitness::capture {

/// A healthy sound system needs a tenth of a second; a device whose library must first be read from a sleeping disk,
/// two.
inline constexpr std::chrono::milliseconds sound_reply_timeout{4000};

/// True once nobody waits for the call any more.
using GivenUp = std::atomic<bool>;

/// `call` owns all that it touches. Throws what it throws, and DeviceError where it takes longer than `timeout`, or
/// where an earlier one still hangs.
void call_sound_system(std::function<void(const GivenUp&)> call,
                       std::chrono::milliseconds timeout = sound_reply_timeout);

}  // namespace earwitness::capture
