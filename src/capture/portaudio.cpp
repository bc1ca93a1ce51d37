// SPDX-License-Identifier: MIT
#include "capture/portaudio.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include "base/translate.hpp"
#include "earwitness/base.hpp"
#include "os/streams.hpp"

namespace earwitness::capture {

PortAudio::PortAudio() {
  const os::StderrSilencer silence;
  if (const PaError error = Pa_Initialize(); error != paNoError) {
    throw DeviceError("PortAudio", tr("the sound system can't be reached: {}", Pa_GetErrorText(error)),
                      Step::start_sound_server);
  }
}

PortAudio::~PortAudio() {
  const os::StderrSilencer silence;
  Pa_Terminate();
}

std::vector<Device> list_devices() {
  const PortAudio library;
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
