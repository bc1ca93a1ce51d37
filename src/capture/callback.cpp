// SPDX-License-Identifier: MIT
#include "capture/callback.hpp"

#include "os/realtime_clock.hpp"

namespace earwitness::capture {

int microphone_callback(const void* input, void* /*output*/, unsigned long frames,
                        const PaStreamCallbackTimeInfo* /*time*/, PaStreamCallbackFlags flags, void* state) noexcept {
  auto& self = *static_cast<CallbackState*>(state);
  if (self.ended.load(std::memory_order_acquire)) return paAbort;
  self.producer.push(input, static_cast<Frames>(frames), os::boot_ns(), (flags & paInputOverflow) != 0);
  return paContinue;
}

}  // namespace earwitness::capture
