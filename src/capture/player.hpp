// SPDX-License-Identifier: MIT
//
// Sound to the default output, through PortAudio: what a microphone took for a moment, or a recording of any length,
// piece by piece. One thread. Throws DeviceError where nothing can be played, and within seconds where the sound system
// does not answer (sound_call.hpp).
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "earwitness/base.hpp"

namespace earwitness::capture {

/// Whole frames in the canonical byte form. Waits until they have been played.
void play_samples(std::span<const std::byte> samples, const AudioFormat& format);

class Player {
 public:
  explicit Player(const AudioFormat& format);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  /// Whole frames, as many as there are; waits until the device has taken them, and begins again after a silence().
  void play(std::span<const std::byte> samples);
  /// What the device has taken and nobody has heard yet.
  [[nodiscard]] Frames unheard() const noexcept;
  /// At once; what was unheard is dropped.
  void silence() noexcept;
  /// Waits until all has been heard.
  void finish() noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;  // a call that hangs keeps it
};

}  // namespace earwitness::capture
