// SPDX-License-Identifier: MIT
//
// Where audio comes from. A source puts frames into a ring from a thread of its own, from start() until stop(); who
// reads the ring need not know whether a microphone, the test signal or a script fills it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "earwitness/base.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::capture {

/// One input alone, of a device that has several.
struct ChosenChannel {
  std::uint16_t number = 0;  ///< as people count, from 1
  std::uint16_t of = 0;      ///< inputs of the device
};

/// The wish for one. Copies share its place, which whoever sees the sound server move the stream sets anew, from any
/// thread.
struct ChannelWish {
  std::uint16_t number = 0;
  /// The channel's place, from 0, among those that the device was opened with.
  std::shared_ptr<std::atomic<std::uint16_t>> place = std::make_shared<std::atomic<std::uint16_t>>(std::uint16_t{0});
};

class Source {
 public:
  virtual ~Source() = default;

  /// Begins to fill the ring; returns when the device runs. Throws DeviceError. Shares the ring's ownership, so that a
  /// device that hangs beyond stop() can never write into freed memory.
  virtual void start(std::shared_ptr<ring::AudioRing> ring) = 0;
  /// Ends it, at the latest within a fraction of a second, even where the device hangs; no frame comes afterwards.
  virtual void stop() noexcept = 0;
  /// False once the device is known to be gone. True does not prove that frames come. Any thread.
  [[nodiscard]] virtual bool active() const noexcept = 0;

  [[nodiscard]] virtual const AudioFormat& format() const noexcept = 0;
  /// The journal's word for it: `microphone`, `monitor` (what the computer plays) or `test-signal`.
  [[nodiscard]] virtual std::string kind() const = 0;
  /// The sound system, such as `ALSA`; free of anything that names a person or place.
  [[nodiscard]] virtual std::string host_api() const = 0;
  /// The device's own name: free text, for the notes.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Nothing: all inputs are recorded, as they are or mixed.
  [[nodiscard]] virtual std::optional<ChosenChannel> chosen_channel() const { return std::nullopt; }
};

}  // namespace earwitness::capture
