// SPDX-License-Identifier: MIT
//
// A microphone through PortAudio. One owner; start() and stop() on the thread that made it.
//
// Period and latency are PortAudio's "unspecified" and one second: nothing is lost at the start, since the device
// captures from the moment it runs, and a period of a quarter of a second comes as often as a meter is drawn. A period
// is what a process that is killed loses at the most here; half of it would wake everybody on the sound's way twice as
// often (docs/performance.md). Dither and clipping are off: the samples are kept as the device gave them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "capture/source.hpp"

namespace earwitness::capture {

struct MicrophoneRequest {
  AudioFormat format;
  std::string device;         ///< PortAudio's name for it, or a part that only one has; empty: the default
  std::string pulse_source;   ///< the sound server's name of a source; then `device` is its door, `pulse`
  bool is_monitor = false;    ///< it is what the computer plays, as far as the sound server told
  Track track = Track::only;  ///< of a call, so that desktop::StreamWatch knows which of our streams it is
  /// One input alone is kept, as a recording of one channel.
  std::optional<ChannelWish> channel{};
  /// As the sound server has it: what the device is opened with, so that the channel stands at its wish's place, and
  /// how many inputs there are. 0: there is no server, and the device's own order counts.
  std::uint16_t opened_channels = 0;
  std::uint16_t inputs = 0;
};

/// The device is there, the channel that was asked for is not.
class NoSuchChannel : public DeviceError {
 public:
  NoSuchChannel(const std::string& device, int number, int inputs);
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
  [[nodiscard]] std::optional<ChosenChannel> chosen_channel() const override;

 private:
  struct State;
  AudioFormat format_;
  std::string host_api_;
  std::string name_;
  bool is_monitor_ = false;
  std::optional<ChosenChannel> chosen_;
  std::shared_ptr<State> state_;  // shared with the thread that closes the device, which may hang
};

}  // namespace earwitness::capture
