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

ring::OneChannel kept_channel(const CallbackState& self) noexcept {
  if (self.device_channels == 0) return {};
  const auto place = self.channel->load(std::memory_order_relaxed);
  return {self.device_channels * self.sample_bytes, (place < self.device_channels ? place : 0) * self.sample_bytes};
}

}  // namespace

int microphone_callback(const void* input, void* /*output*/, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                        PaStreamCallbackFlags flags, void* state) noexcept {
  auto& self = *static_cast<CallbackState*>(state);
  if (self.ended.load(std::memory_order_acquire)) return paAbort;
  const auto now = os::boot_ns();
  const bool overflow = (flags & paInputOverflow) != 0;
  const ring::OneChannel one = kept_channel(self);
  self.producer.push(input, static_cast<Frames>(frames), now, overflow, waited_ns(time),
                     one.stride != 0 ? &one : nullptr);
  return paContinue;
}

}  // namespace earwitness::capture
