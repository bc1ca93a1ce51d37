// SPDX-License-Identifier: MIT
#include "cli/microphone.hpp"

#include <algorithm>

#include "capture/microphone.hpp"
#include "capture/test_signal.hpp"
#include "desktop/sources.hpp"

namespace earwitness::cli {

namespace {

/// False where there is no sound server: then PortAudio's own devices are all there is.
bool is_sound_server_source(const std::string& name) {
  if (!desktop::sound_server_supported()) return false;
  try {
    const auto found = desktop::list_sources();
    return std::any_of(found.sources.begin(), found.sources.end(),
                       [&](const desktop::SoundSource& source) { return source.name == name; });
  } catch (const desktop::SilentServer&) {
    throw;
  } catch (const DeviceError&) {
    return false;
  }
}

}  // namespace

std::unique_ptr<capture::Source> open_source(const std::string& device, const AudioFormat& format) {
  if (device == test_signal_name) return std::make_unique<capture::TestSignal>(format);
  capture::MicrophoneRequest request{format, device, {}};
  if (!device.empty() && is_sound_server_source(device)) request = {format, {}, device};
  try {
    return std::make_unique<capture::Microphone>(request);
  } catch (const DeviceError&) {
    if (desktop::server_takes_nobody()) throw desktop::SilentServer();
    throw;
  }
}

AudioFormat configured_format(const Config& config) {
  AudioFormat format;
  format.sample_rate = config.rate.value_or(format.sample_rate);
  format.channels = config.channels.value_or(format.channels);
  format.bits = config.bits.value_or(format.bits);
  return format;
}

std::unique_ptr<capture::Input> open_input(const std::string& device, const AudioFormat& format) {
  return capture::make_input(open_source(device, format), [device, format] { return open_source(device, format); });
}

}  // namespace earwitness::cli
