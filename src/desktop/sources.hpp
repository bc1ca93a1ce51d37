// SPDX-License-Identifier: MIT
//
// The sound server's sources by their real names: PortAudio itself shows only `pulse` and `default` on a desktop.
// PulseAudio and PipeWire's pipewire-pulse speak the same protocol. Names and descriptions are free text of others:
// show them through base::printable.
//
// Each call makes a connection of its own and ends it, within two seconds. Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "desktop/channels.hpp"
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
  Positions positions{};      ///< of its channels, in their order
};

struct SoundSources {
  std::string server;  ///< such as `pulseaudio` or `PulseAudio (on PipeWire 1.4.2)`
  std::vector<SoundSource> sources;
};

/// One that took the connection and says nothing: whatever goes through it would wait for ever.
class SilentServer : public DeviceError {
 public:
  SilentServer();
};

/// True where there is a server whose queue is full of those that it does not take in: libpulse says no more of it than
/// that there is none. Never waits.
[[nodiscard]] bool server_takes_nobody() noexcept;

/// Whether this build can ask a sound server at all.
[[nodiscard]] bool sound_server_supported() noexcept;
/// Throws DeviceError if there is no sound server, SilentServer if it does not answer, and DeviceError as well where
/// sound_server_supported() is false.
[[nodiscard]] SoundSources list_sources();

/// Where the other side of a call is heard now.
struct FarSide {
  std::string source;       ///< the monitor of the output, by its name
  std::string description;  ///< what the desktop shows
  std::optional<std::string>
      program{};  ///< by which somebody seems to talk; nothing: none is seen, and it is the default output
};
/// Throws as list_sources(), and DeviceError where the sound server has no output.
[[nodiscard]] FarSide find_far_side();

/// Asks the sound server on a thread of its own, once, whether it answers at all. Nobody waits for it, not even its
/// end.
class ServerProbe {
 public:
  ServerProbe();
  /// True once it is known that there is a server and that it does not answer.
  [[nodiscard]] bool is_silent() const noexcept { return silent_->load(); }

 private:
  std::shared_ptr<std::atomic<bool>> silent_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace earwitness::desktop
