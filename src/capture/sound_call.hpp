// SPDX-License-Identifier: MIT
//
// A call into the sound system, with a bound. PortAudio, ALSA and the client libraries of sound servers have none: a
// server that takes the connection and never answers keeps them for ever. So each call that may open, close or fill a
// device runs on a thread of its own, which is left behind once it takes too long, with all that it needs. What it
// opens after that it must close again: it looks at the GivenUp that it gets, after each step.
//
// PortAudio is used by one thread at a time, also where a recording has two inputs that are opened anew at once: a call
// waits for its turn. While a call that was left behind still hangs, no other one is begun.
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

/// For who closes a device, which may hang: waits for a call that is under way, and for others that close, for a
/// moment, and then goes on all the same. Calls wait as long for it.
class Closing {
 public:
  static constexpr std::chrono::milliseconds wait{500};

  Closing();
  ~Closing();
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
};

/// `call` owns all that it touches. Throws what it throws, and DeviceError where it takes longer than `timeout`, or
/// where an earlier one still hangs. Waits for its turn as long as `timeout`, too.
void call_sound_system(std::function<void(const GivenUp&)> call,
                       std::chrono::milliseconds timeout = sound_reply_timeout);

}  // namespace earwitness::capture
