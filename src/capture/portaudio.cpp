// SPDX-License-Identifier: MIT
#include "capture/portaudio.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include "base/translate.hpp"
#include "capture/reason_for_no_sound.hpp"
#include "capture/sound_call.hpp"
#include "earwitness/base.hpp"
#include "os/streams.hpp"

namespace earwitness::capture {

PortAudio::PortAudio() {
  const os::StderrSilencer silence;
  if (const PaError error = Pa_Initialize(); error != paNoError) {
    if (const auto reason = reason_for_no_sound()) throw *reason;
    throw DeviceError("PortAudio", tr("the sound system can't be reached: {}", Pa_GetErrorText(error)),
                      Step::start_sound_server);
  }
}

PortAudio::~PortAudio() {
  const os::StderrSilencer silence;
  Pa_Terminate();
}

std::vector<Device> list_devices() {
  const auto devices = std::make_shared<std::vector<Device>>();
  call_sound_system([devices](const GivenUp&) { *devices = list_devices(PortAudio()); });
  return *devices;
}

std::vector<Device> list_devices(const PortAudio& /*library*/) {
  std::vector<Device> devices;
  for (int i = 0; i < Pa_GetDeviceCount(); ++i) {
    const PaDeviceInfo* info = Pa_GetDeviceInfo(i);
    if (info == nullptr || info->maxInputChannels <= 0) continue;
    const PaHostApiInfo* api = Pa_GetHostApiInfo(info->hostApi);
    devices.push_back({i, info->name, api != nullptr ? api->name : "", info->maxInputChannels, info->defaultSampleRate,
                       i == Pa_GetDefaultInputDevice()});
  }
  return devices;
}

std::string portaudio_version() { return Pa_GetVersionText(); }

}  // namespace earwitness::capture
