// SPDX-License-Identifier: MIT
#include "capture/callback.hpp"

#include "os/realtime_clock.hpp"

namespace earwitness::capture {

namespace {

constexpr double max_wait_seconds = 3600;

/// How old the first frame is: the difference of two times that were read together, so that neither their clock nor a
/// step of it matters. Some devices give no time, or one that can't be true.
std::int64_t waited_ns(const PaStreamCallbackTimeInfo* time) noexcept {
  if (time == nullptr || time->inputBufferAdcTime <= 0) return ring::unknown_wait;
  const double seconds = time->currentTime - time->inputBufferAdcTime;
  if (!(seconds >= 0 && seconds < max_wait_seconds)) return ring::unknown_wait;
  return static_cast<std::int64_t>(seconds * 1e9);
}

}  // namespace

int microphone_callback(const void* input, void* /*output*/, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                        PaStreamCallbackFlags flags, void* state) noexcept {
  auto& self = *static_cast<CallbackState*>(state);
  if (self.ended.load(std::memory_order_acquire)) return paAbort;
  self.producer.push(input, static_cast<Frames>(frames), os::boot_ns(), (flags & paInputOverflow) != 0,
                     waited_ns(time));
  return paContinue;
}

}  // namespace earwitness::capture
