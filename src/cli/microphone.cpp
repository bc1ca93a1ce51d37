// SPDX-License-Identifier: MIT
#include "cli/microphone.hpp"

#include <algorithm>

#include "capture/microphone.hpp"
#include "capture/test_signal.hpp"
#include "desktop/sources.hpp"

namespace earwitness::cli {

namespace {

bool sound_server_has(const std::string& name) {
  if (!desktop::available()) return false;
  try {
    const auto found = desktop::list_sources();
    return std::any_of(found.sources.begin(), found.sources.end(), [&](const auto& s) { return s.name == name; });
  } catch (const DeviceError&) {  // no sound server: PortAudio may know the name
    return false;
  }
}

}  // namespace

std::unique_ptr<capture::Source> open_source(const std::string& device, const AudioFormat& format) {
  if (device == test_signal_device) return std::make_unique<capture::TestSignal>(format);
  capture::MicrophoneRequest request{format, device, {}};
  if (!device.empty() && sound_server_has(device)) request.pulse_source = device;
  return std::make_unique<capture::Microphone>(request);
}

}  // namespace earwitness::cli
