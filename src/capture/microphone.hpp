// SPDX-License-Identifier: MIT
//
// A microphone through PortAudio. One owner; start() and stop() on the thread that made it.
//
// Period and latency are PortAudio's "unspecified" and half a second: nothing is lost at the start, since the device
// captures from the moment it runs, and the period of an eighth of a second is what a process that is killed loses at
// the most here. Twice as long would save half of the wake-ups and lose a quarter of a second. Dither and clipping are
// off: the samples are kept as the device gave them.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "capture/source.hpp"

namespace earwitness::capture {

struct MicrophoneRequest {
  AudioFormat format;
  std::string device;        ///< PortAudio's name for it, or a part that only one has; empty: the default
  std::string pulse_source;  ///< the sound server's name of a source; then `device` is its door, `pulse`
};

class Microphone final : public Source {
 public:
  /// Opens the device without starting it. Throws DeviceError, which says what there is instead.
  explicit Microphone(const MicrophoneRequest& request);
  ~Microphone() override;

  void start(std::shared_ptr<ring::AudioRing> ring) override;
  void stop() noexcept override;
  [[nodiscard]] bool active() const noexcept override;
  [[nodiscard]] const AudioFormat& format() const noexcept override;
  [[nodiscard]] std::string kind() const override;
  [[nodiscard]] std::string host_api() const override;
  [[nodiscard]] std::string name() const override;

 private:
  struct State;
  AudioFormat format_;
  std::string host_api_;
  std::string name_;
  std::shared_ptr<State> state_;  // shared with the thread that closes the device, which may hang
};

}  // namespace earwitness::capture
