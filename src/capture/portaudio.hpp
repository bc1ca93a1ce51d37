// SPDX-License-Identifier: MIT
//
// PortAudio as a whole: its life, its devices. Its start-up makes ALSA and JACK print some eighty lines; they go
// nowhere. PortAudio is used from one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace earwitness::capture {

/// Keeps PortAudio initialised; the last one to go ends it. Throws DeviceError.
class PortAudio {
 public:
  PortAudio();
  ~PortAudio();
  PortAudio(const PortAudio&) = delete;
  PortAudio& operator=(const PortAudio&) = delete;
};

struct Device {
  int index = 0;
  std::string name;
  std::string host_api;
  int channels = 0;         ///< inputs, more than 0
  double default_rate = 0;  ///< sample rate in Hz
  bool is_default = false;
};

/// The devices that can record. Throws DeviceError, also where the sound system does not answer (sound_call.hpp).
[[nodiscard]] std::vector<Device> list_devices();
/// The same, for who has PortAudio open already, and as long as it takes.
[[nodiscard]] std::vector<Device> list_devices(const PortAudio& library);

/// Such as `PortAudio V19.6.0-devel, revision …`.
[[nodiscard]] std::string portaudio_version();

}  // namespace earwitness::capture
