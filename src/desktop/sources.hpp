// SPDX-License-Identifier: MIT
//
// The sound server's sources by their real names: PortAudio itself shows only `pulse` and `default` on a desktop.
// PulseAudio and PipeWire's pipewire-pulse speak the same protocol. Names and descriptions are free text of others:
// show them through base::printable.
//
// Each call makes a connection of its own and ends it, within two seconds. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::desktop {

struct SoundSource {
  std::string name;         ///< what `--device` takes
  std::string description;  ///< what the desktop shows
  bool is_default = false;
  bool is_monitor = false;  ///< what is played, not a microphone
  bool is_muted = false;
  double volume = 1;  ///< of the loudest channel; 1 is 100 %
  std::uint32_t sample_rate = 0;
  std::uint16_t channels = 0;
  std::string sample_format;  ///< such as `s16le`
};

struct SoundSources {
  std::string server;  ///< such as `pulseaudio` or `PulseAudio (on PipeWire 1.4.2)`
  std::vector<SoundSource> sources;
};

/// Whether this build can ask a sound server at all.
[[nodiscard]] bool sound_server_supported() noexcept;
/// Throws DeviceError if no sound server answers, or sound_server_supported() is false.
[[nodiscard]] SoundSources list_sources();

}  // namespace earwitness::desktop
