// SPDX-License-Identifier: MIT
//
// The real-time side of a microphone: what PortAudio's thread runs. It lives alone in its file, so that a test can
// hold its includes and its object's undefined symbols against a list: no lock, no allocation, no log, no file.
#pragma once

#include <portaudio.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "ring/audio_ring.hpp"

namespace earwitness::capture {

/// What the callback touches. The owner keeps it alive until PortAudio has closed the stream.
struct CallbackState {
  explicit CallbackState(ring::AudioRing& ring) noexcept : producer(ring) {}
  ring::AudioRing::Producer producer;  ///< the callback's alone
  std::atomic<bool> ended{false};      ///< set by the owner: the callback leaves the ring alone from then on
  /// Of the device's frames, where one channel alone is kept; 0: all of them are.
  std::uint16_t device_channels = 0;
  std::size_t sample_bytes = 0;
  const std::atomic<std::uint16_t>* channel = nullptr;  ///< which, from 0; outlives it
};

/// A PaStreamCallback with a CallbackState as its user data. O(frames); one copy into the ring.
int microphone_callback(const void* input, void* output, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                        PaStreamCallbackFlags flags, void* state) noexcept;

}  // namespace earwitness::capture
